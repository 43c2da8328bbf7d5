import { purposes } from '@/lib/contacts/vocabulary';
import type { PreferenceChoice } from '@/lib/preferences/schema';

/**
 * What a saved preference page says: only what differs from what it showed, so that an empty box that was never asked about
 * is no refusal. All topics when mailings as a whole changed: those stay or go with them unless named.
 */
export function choiceOf(form: FormData): PreferenceChoice {
  // A box that is not ticked is not sent: `shown` names the topics on the page, `was` what was ticked on it.
  const was = new Set(form.getAll('was').map(String));
  const isChanged = (key: string, name: string) => (form.get(name) === 'on') !== was.has(key);
  const changed = purposes.filter((purpose) => isChanged(purpose, purpose));
  const topics = form
    .getAll('shown')
    .map(String)
    .filter((id) => changed.includes('marketing') || isChanged(id, `topic-${id}`));
  return {
    purposes: Object.fromEntries(changed.map((purpose) => [purpose, form.get(purpose) === 'on'])),
    topics: Object.fromEntries(topics.map((id) => [id, form.get(`topic-${id}`) === 'on'])),
  };
}
