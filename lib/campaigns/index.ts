export { createCampaign, updateCampaign } from './create';
export { cancelCampaign, launchCampaign, pauseCampaign, resumeCampaign } from './run';
export { planCampaign } from './plan';
export { launchDue } from './schedule';
export { recountStale, tellStale } from './stats';
export { settleUncertain } from './settle';
export { preflightCampaign } from './preflight';
export { getCampaign, listCampaigns, listRecipients } from './read';
export { recipientsCsv } from './export';
