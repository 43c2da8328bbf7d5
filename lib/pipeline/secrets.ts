import { addressTokens, type AddressTokens } from '@/lib/inbound/token';
import { config, required } from '@/lib/platform/config';
import { tokenSigner, type TokenSigner } from '@/lib/tracking/sign';

let signer: TokenSigner | undefined;
let addresses: AddressTokens | undefined;
const secret = () => required(config().secrets.tracking, 'TRACKING_SECRET');

/** Signs and reads the tokens in links, pixels and unsubscribe addresses. */
export const linkTokens = (): TokenSigner => (signer ??= tokenSigner(secret()));

/** Makes and reads reply+…, bounce+… and unsubscribe+… addresses. */
export const mailTokens = (): AddressTokens => (addresses ??= addressTokens(secret()));
