'use client';

import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { Combobox, type ComboOption } from '../ui/combobox';
import { PickSeveral } from '../ui/pick-several';

const Known = createContext<readonly ComboOption[]>([]);

type CountriesProps = { list: readonly { code: string; name: string }[]; children: ReactNode };

/** Hands the countries, as the server names them, to whatever asks for one below. */
export function Countries({ list, children }: CountriesProps) {
  const options = useMemo(() => list.map(({ code, name }) => ({ value: code, label: name, hint: code })), [list]);
  return <Known.Provider value={options}>{children}</Known.Provider>;
}

/** The countries, and before them what stands and is none of them. */
function useCountries(standing: readonly string[]): readonly ComboOption[] {
  const known = useContext(Known);
  const others = standing.filter((code) => code !== '' && !known.some(({ value }) => value === code));
  return others.length > 0 ? [...others.map((code) => ({ value: code, label: code })), ...known] : known;
}

type CountryChoiceProps = {
  /** Two letters, empty for none. Without it the choice keeps its own, and `defaultValue` is the first. */
  value?: string;
  defaultValue?: string;
  onChange?: (code: string) => void;
  clearable?: boolean;
  /** For readers, where no Field names it. */
  label?: string;
};

/** One country, found by its name or its two letters. */
export function CountryChoice({ value, defaultValue = '', onChange, ...rest }: CountryChoiceProps) {
  const [own, setOwn] = useState(defaultValue);
  const code = value ?? own;
  const options = useCountries([value ?? defaultValue, code]);
  const take = (next: string) => {
    setOwn(next);
    onChange?.(next);
  };
  return (
    <Combobox
      {...rest}
      options={options}
      value={code || null}
      onChange={(next) => take(next ?? '')}
      placeholder="Choose a country"
    />
  );
}

type CountriesChoiceProps = {
  /** Without it the choice keeps its own, and `defaultValue` are the first. */
  value?: readonly string[];
  defaultValue?: readonly string[];
  onChange?: (codes: string[]) => void;
};

/** Some countries, each found by its name or its two letters. */
export function CountriesChoice({ value, defaultValue = [], onChange }: CountriesChoiceProps) {
  const [own, setOwn] = useState(defaultValue);
  const codes = value ?? own;
  const options = useCountries(codes);
  const take = (next: string[]) => {
    setOwn(next);
    onChange?.(next);
  };
  return <PickSeveral options={options} values={codes} onChange={take} add="Add a country" />;
}
