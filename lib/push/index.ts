export { pushKeys } from './keys';
export { listPushSubscriptions } from './list';
export {
  browsersOf,
  endBrowsers,
  keepBrowser,
  liveBrowsers,
  noteBrowsers,
  pushKeyOf,
  turnOffBrowser,
  type Browser,
} from './store';
