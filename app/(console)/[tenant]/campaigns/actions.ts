'use server';

import {
  archiveCampaign,
  askAgain,
  cancelCampaign,
  checkReach,
  checkResume,
  chooseWinner,
  cloneCampaign,
  createCampaign,
  discardFailed,
  editCampaign,
  findReaders,
  launchCampaign,
  pauseCampaign,
  preflightCampaign,
  rescheduleCampaign,
  restoreCampaign,
  resumeCampaign,
  retryFailed,
  settleUncertain,
  unscheduleCampaign,
  updateCampaign,
} from '@/lib/campaigns';
import { action } from '@/lib/platform/action';
import { listSegments } from '@/lib/segments';
import { getTemplate, listTemplates } from '@/lib/templates';
import { listCampaignTests, testCampaign } from '@/lib/test-messages';

export const createCampaignAction = action(createCampaign);
export const updateCampaignAction = action(updateCampaign);
export const launchCampaignAction = action(launchCampaign);
export const rescheduleCampaignAction = action(rescheduleCampaign);
export const unscheduleCampaignAction = action(unscheduleCampaign);
export const pauseCampaignAction = action(pauseCampaign);
export const checkResumeAction = action(checkResume);
export const resumeCampaignAction = action(resumeCampaign);
export const cancelCampaignAction = action(cancelCampaign);
export const discardFailedAction = action(discardFailed);
export const retryFailedAction = action(retryFailed);
export const askAgainAction = action(askAgain);
export const settleUncertainAction = action(settleUncertain);
export const preflightCampaignAction = action(preflightCampaign);
export const readTemplateAction = action(getTemplate);
export const findSegmentsAction = action(listSegments);
export const findReadersAction = action(findReaders);
export const findTemplatesAction = action(listTemplates);
export const checkReachAction = action(checkReach);
export const chooseWinnerAction = action(chooseWinner);
export const cloneCampaignAction = action(cloneCampaign);
export const archiveCampaignAction = action(archiveCampaign);
export const restoreCampaignAction = action(restoreCampaign);
export const editCampaignAction = action(editCampaign);
export const testCampaignAction = action(testCampaign);
export const readCampaignTestsAction = action(listCampaignTests);
