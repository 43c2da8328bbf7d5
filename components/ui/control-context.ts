'use client';

import { createContext, useContext } from 'react';

export type ControlProps = {
  id?: string;
  name?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
};

/** What a field hands to the control inside it: id, name, help and error ids. Empty outside a field. */
export const ControlContext = createContext<ControlProps>({});
export const useControl = (): ControlProps => useContext(ControlContext);
