import { afterAll, expect, it } from 'vitest';
import type { Ctx } from '@/lib/platform/context';
import { startJobRunner } from '@/lib/platform/jobs';
import { updateTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  checkResume,
  chooseWinner,
  editCampaign,
  getCampaign,
  launchCampaign,
  pauseCampaign,
  planCampaign,
  resumeCampaign,
  updateCampaign,
} from '..';

const database = await testDatabase();
const runner = startJobRunner(database.services, [planCampaign], { worker: 'test' });
afterAll(async () => {
  await (await runner).stop();
});

async function paused(ctx: Ctx, subject: string, more: { testPercent?: number } = {}) {
  // Of so many, somebody waits for the winner.
  await people(ctx, more.testPercent ? 40 : 6);
  const id = await draft(ctx);
  const { templateId } = await getCampaign(ctx, { id });
  const variants = [
    { name: 'A', templateId, subject: 'Hi' },
    { name: 'B', templateId, subject },
  ];
  await updateCampaign(ctx, { id, variants, ...more });
  await launchCampaign(ctx, { id });
  await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt);
  await pauseCampaign(ctx, { id });
  return { id, templateId };
}

const misspelt = 'Hello {{ contact.firstname }}';

it('a subject changed in a pause is warned of before the campaign goes on; one that was there before is not', async () => {
  const { ctx, clock } = await testTenant(database);
  const { id } = await paused(ctx, misspelt);
  await editCampaign(ctx, { id, perHour: 60, variants: [] });
  expect(await checkResume(ctx, { id })).toEqual({ problems: [] });
  await editCampaign(ctx, { id, variants: [{ position: 0, subject: misspelt + '!' }] });
  await editCampaign(ctx, { id, variants: [{ position: 1, name: 'C' }] });
  const message = expect.stringMatching(
    /^Variant “A”: Subject, line 1: Unknown variable “contact\.firstname”/,
  ) as string;
  expect((await checkResume(ctx, { id })).problems).toEqual([{ level: 'warns', message }]);
  expect(await resumeCampaign(ctx, { id })).toMatchObject({ status: 'sending' });
  clock.advance(1000);
  await pauseCampaign(ctx, { id });
  expect(await checkResume(ctx, { id })).toEqual({ problems: [] });
});

it('an own subject with a variable that nobody fills is told of in the answer to the edit, as often as it is changed', async () => {
  const { ctx } = await testTenant(database);
  const { id } = await paused(ctx, 'Ho');
  const edit = async (subject: string | null) =>
    (await editCampaign(ctx, { id, variants: [{ position: 0, subject }] })).said.filter((line) =>
      /variable/.test(line),
    );
  expect(await edit('Dear {{ contact.first_nam }}')).toEqual([
    'Variant “A”: Its subject will have a gap. Unknown variable “contact.first_nam”. Did you mean “contact.first_name”? Edit it again before you resume.',
  ]);
  expect(await edit('Dear {{ contact.first_name }}')).toEqual([]);
  expect(await edit(null)).toEqual([]);
});

it('what cannot be sent is refused with the way to where it stands: the own subject of a variant too, where one has any', async () => {
  const { ctx } = await testTenant(database);
  const { id } = await paused(ctx, 'Ho');
  await editCampaign(ctx, { id, variants: [{ position: 0, subject: tooMuch }] });
  await expect(resumeCampaign(ctx, { id })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(
      /To mend it, change the variant’s own subject under Edit, or mend the template/,
    ) as string,
  });
});

const tooMuch =
  '{% assign x = "0123456789" %}{% for i in (1..30) %}{% assign x = x | append: x %}{% endfor %}{{ x | size }}';

it('a template taken anew in a pause that can be filled for nobody keeps the campaign paused until it is mended', async () => {
  const { ctx } = await testTenant(database);
  const { id, templateId } = await paused(ctx, 'Ho');
  await updateTemplate(ctx, { id: templateId, text: tooMuch });
  await editCampaign(ctx, { id, useNewest: true });
  await expect(resumeCampaign(ctx, { id })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(/could not be filled for 6 of 6 people/) as string,
  });
  expect(await getCampaign(ctx, { id })).toMatchObject({ status: 'paused' });
  await updateTemplate(ctx, { id: templateId, text: 'Better' });
  // Mended, but not taken yet: the one that is fixed is what would go out.
  await expect(resumeCampaign(ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
  await editCampaign(ctx, { id, useNewest: true });
  expect(await resumeCampaign(ctx, { id })).toMatchObject({ status: 'sending' });
});

it('words for those who wait for a winner are looked at; those of a variant that nobody gets any more are not', async () => {
  const { ctx, slug } = await testTenant(database);
  const { id, templateId } = await paused(ctx, 'Ho', { testPercent: 50 });
  // All that were tried are through.
  await database.owner.tags`delete from pipeline_queue where tenant_id = ${slug}`;
  await updateTemplate(ctx, { id: templateId, text: tooMuch });
  await editCampaign(ctx, { id, variants: [{ position: 0, templateId }] });
  await expect(resumeCampaign(ctx, { id })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(/Variant “A”: The template could not be filled for (\d+) of \1 people/) as string,
  });
  await chooseWinner(ctx, { id, position: 1 });
  expect(await checkResume(ctx, { id })).toEqual({ problems: [] });
  expect(await resumeCampaign(ctx, { id })).toMatchObject({ status: 'sending' });
});
