'use client';

import { createContext, useContext, useEffect } from 'react';

/** Told whether something is written in a dialog that is kept nowhere. */
export const DialogWork = createContext<(isWritten: boolean) => void>(() => undefined);

/** For a form: while `isWritten`, the dialog that it stands in asks before Esc, its X or a click beside it throws that away. */
export function useDialogWork(isWritten: boolean): void {
  const tell = useContext(DialogWork);
  useEffect(() => {
    tell(isWritten);
    return () => tell(false);
  }, [tell, isWritten]);
}
