import { formatChosen, formatDue } from '../ui/format';

/** When a campaign begins: an instant of the organisation's clock, or that hour wherever each person is, which is no one instant. */
export const startText = (at: string, zone: string, isLocal: boolean): string =>
  isLocal ? `${formatChosen(at, zone)} on each person’s own clock` : formatDue(at, zone);
