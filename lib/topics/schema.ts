import { z } from 'zod';

/** An organisation has so many at most: a recipient reads all of them on one page. */
export const mostTopics = 50;

const fields = {
  name: z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(80, 'is over 80 characters')
    .describe('As recipients read it, such as Events.'),
  description: z
    .string()
    .trim()
    .max(300, 'is over 300 characters')
    .transform((text) => text || null)
    .nullish()
    .describe('One sentence for recipients: what they get, and how often.'),
};

export const TopicCreate = z.object(fields);
export const TopicUpdate = z.object({
  id: z.uuid(),
  name: fields.name.optional(),
  description: fields.description,
  position: z
    .int()
    .min(0, 'is below 0')
    .max(mostTopics - 1, `is over ${mostTopics - 1}`)
    .optional()
    .describe('Its place among those that are not archived, from 0; the others make room.'),
});
export const TopicRef = z.object({ id: z.uuid() });

export const Topic = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    position: z.int(),
    archivedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Topic' });
export type Topic = z.infer<typeof Topic>;

export const TopicList = z.object({
  archived: z.stringbool().or(z.boolean()).default(false).describe('With those that are archived, at the end.'),
  counts: z.stringbool().or(z.boolean()).default(false).describe('Count who left each.'),
});
export const Topics = z
  .object({
    items: z.array(
      Topic.extend({
        /** Campaigns, segments or people's choices name it: it can be archived, and not deleted. */
        isUsed: z.boolean(),
        /** People who left just this topic; null unless `counts` is asked for. */
        leftBy: z.int().nullable(),
      }),
    ),
  })
  .meta({ id: 'Topics' });
export type Topics = z.infer<typeof Topics>;
export type ListedTopic = Topics['items'][number];
