import { createHmac } from 'node:crypto';
import { config, required } from '@/lib/platform/config';
import { addressTokens, type AddressTokens } from './address';
import { shortTokens, type ShortTokens } from './short';
import { tokenSigner, type TokenSigner } from './sign';

let signer: TokenSigner | undefined;
let shorts: ShortTokens | undefined;
let addresses: AddressTokens | undefined;
const secret = () => required(config().secrets.tracking, 'TRACKING_SECRET');

/** Signs and reads the tokens in links, pixels and unsubscribe addresses. */
export const linkTokens = (): TokenSigner => (signer ??= tokenSigner(secret()));

/** Signs and checks the links of texts. */
export const textTokens = (): ShortTokens => (shorts ??= shortTokens(secret()));

/** Makes and reads reply+…, bounce+… and unsubscribe+… addresses. */
export const mailTokens = (): AddressTokens => (addresses ??= addressTokens(secret()));

/** What this installation answers at a domain that is said to lead to it. */
export const domainProof = (token: string): string =>
  createHmac('sha256', secret()).update(`link domain ${token}`).digest('base64url');
