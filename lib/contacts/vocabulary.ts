export const contactStatuses = ['active', 'archived'] as const;
export type ContactStatus = (typeof contactStatuses)[number];

export const channels = ['email', 'sms', 'whatsapp', 'push', 'webhook'] as const;
export type Channel = (typeof channels)[number];

export const attributeTypes = ['text', 'number', 'boolean', 'date'] as const;
export type AttributeType = (typeof attributeTypes)[number];

/** What a message is for; consent is given per channel and purpose. */
export const purposes = ['marketing', 'service'] as const;
export type Purpose = (typeof purposes)[number];

/** Where a consent came from; `import` carries the source that the importing person named. */
export const consentSources = ['import', 'form', 'api', 'manual', 'preference_page', 'one_click', 'inbound'] as const;
export type ConsentSource = (typeof consentSources)[number];

export const importStatuses = ['uploaded', 'queued', 'running', 'completed', 'failed', 'cancelled'] as const;
export type ImportStatus = (typeof importStatuses)[number];
