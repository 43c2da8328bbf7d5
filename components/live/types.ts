/** What a browser hears: that something happened to an entity, never what it holds. */
export type LiveEvent = { position: number; type: string; entityType: string; entityId: string };

/** Facts were passed over: what is shown must be read again. */
export type LiveReset = { position: number; type: 'reset' };

/** What passes and is not kept: `presence:<topic>`, who looks at it is another than before. */
export type LivePassing = { position: null; type: string };

export type LiveMessage = LiveEvent | LiveReset | LivePassing;
export type LiveListener = (message: LiveMessage) => void;
