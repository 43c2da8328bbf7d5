/** The schema version that this code needs: the newest that a migration names (a test compares them). */
export const schemaVersion = (): string => '0.31.0';
