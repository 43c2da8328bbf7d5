import { createHmac } from 'node:crypto';
import { config, required } from '@/lib/platform/config';
import { addressTokens, type AddressTokens } from './address';
import { macKeys, type MacKeys } from './message-macs';
import { shortTokens, type ShortTokens } from './short';
import { tokenSigner, type TokenSigner } from './sign';

let keys: MacKeys | undefined;
let signer: TokenSigner | undefined;
let shorts: ShortTokens | undefined;
let addresses: AddressTokens | undefined;
const secret = () => required(config().secrets.tracking, 'TRACKING_SECRET');
// One for links and addresses: a message's MACs are made once.
const messageKeys = () => (keys ??= macKeys(secret()));

/** Signs and reads the tokens in links, pixels and unsubscribe addresses. */
export const linkTokens = (): TokenSigner => (signer ??= tokenSigner(secret(), messageKeys()));

/** Signs and checks the links of texts. */
export const textTokens = (): ShortTokens => (shorts ??= shortTokens(secret()));

/** Makes and reads reply+…, bounce+… and unsubscribe+… addresses. */
export const mailTokens = (): AddressTokens => (addresses ??= addressTokens(secret(), messageKeys()));

/** What this installation answers at a domain that is said to lead to it. */
export const domainProof = (token: string): string =>
  createHmac('sha256', secret()).update(`link domain ${token}`).digest('base64url');
