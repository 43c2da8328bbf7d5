'use client';

import { createContext, useContext } from 'react';

export type ControlProps = {
  id?: string;
  name?: string | undefined;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
};

/** What a field hands to the control inside it: id, name, help and error ids. Empty outside a field. */
export const ControlContext = createContext<ControlProps>({});
export const useControl = (): ControlProps => useContext(ControlContext);
/** Tells the form of a change by a control that is no field of the browser's. */
export const EditedContext = createContext<() => void>(() => undefined);
export const useEdited = (): (() => void) => useContext(EditedContext);
