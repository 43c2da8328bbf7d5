import type { ActionError, ActionResult } from '@/components/form/result';

const lost: ActionError = {
  code: 'unavailable',
  message: 'The connection broke off, and nothing of the file was kept. Check the connection and upload it again.',
};

type Problem = { detail?: string; title?: string; code?: string; fields?: Record<string, string>; requestId?: string };

function errorOf(text: string): ActionError {
  try {
    const problem = JSON.parse(text) as Problem;
    return {
      code: problem.code ?? 'invalid',
      message: problem.detail ?? problem.title ?? lost.message,
      ...(problem.fields ? { fields: problem.fields } : {}),
      ...(problem.requestId ? { requestId: problem.requestId } : {}),
    };
  } catch {
    return lost;
  }
}

/** Uploads a CSV and holds it: fetch cannot tell how far an upload is, XMLHttpRequest can. */
export function sendFile(
  tenant: string,
  file: File,
  consentSource: string,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<ActionResult<{ id: string }>> {
  const query = new URLSearchParams({ tenant, hold: '1', fileName: file.name.slice(0, 255), consentSource });
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/imports?${query}`);
    request.setRequestHeader('content-type', 'text/csv');
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded));
    request.addEventListener('load', () => {
      if (request.status === 201) resolve({ ok: true, value: JSON.parse(request.responseText) as { id: string } });
      else resolve({ ok: false, error: errorOf(request.responseText) });
    });
    const fail = () => resolve({ ok: false, error: lost });
    request.addEventListener('error', fail);
    request.addEventListener('abort', fail);
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
