export { createCampaign, updateCampaign } from './create';
export { cancelCampaign, launchCampaign, pauseCampaign, resumeCampaign } from './run';
export { launchDue, planCampaign } from './plan';
export { preflightCampaign } from './preflight';
export { getCampaign, listCampaigns, listRecipients } from './read';
export { recipientsCsv } from './export';
