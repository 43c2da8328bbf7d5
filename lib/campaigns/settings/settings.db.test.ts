import { describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { readCampaignSettings, updateCampaignSettings } from '..';

const database = await testDatabase();

describe('what holds for every campaign', () => {
  it('is the defaults until somebody who may chooses, one thing at a time, for this organisation only', async () => {
    const one = await testTenant(database);
    const other = await testTenant(database);
    expect(await readCampaignSettings(one.ctx, {})).toEqual({ controlPercent: 0, archiveAfterMonths: 6 });
    await updateCampaignSettings(one.ctx, { controlPercent: 5 });
    expect(await updateCampaignSettings(one.ctx, { archiveAfterMonths: 12 })).toEqual({
      controlPercent: 5,
      archiveAfterMonths: 12,
    });
    expect(await readCampaignSettings(other.ctx, {})).toEqual({ controlPercent: 0, archiveAfterMonths: 6 });
    await expect(updateCampaignSettings(one.as('user'), { controlPercent: 1 })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(updateCampaignSettings(one.ctx, { controlPercent: 51 })).rejects.toMatchObject({
      fields: { controlPercent: 'is over 50' },
    });
  });
});
