import type { Channel } from '@/lib/contacts/vocabulary';

export const channelNames: Record<Channel, string> = {
  email: 'Email',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  push: 'Push',
  webhook: 'Webhook',
};
