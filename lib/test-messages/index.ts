export { isTestMessage, testsCameBack } from './back';
export { isTestLink } from './link';
export { listCampaignTests, listTemplateTests } from './list';
export { testCampaign, testTemplate } from './send';
