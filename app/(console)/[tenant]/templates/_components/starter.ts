import type { MailSource } from '@/components/templates/mail-frame';

/** What a new template begins with: a letter that reads well in every client, to write over. */
export const starter: MailSource = {
  subject: 'News for you, {{ contact.first_name | default: "friend" }}',
  html: `<!doctype html>
<html lang="en">
  <body style="margin:0; padding:24px; background:#f4f4f2; font:16px/1.5 sans-serif; color:#1d2330">
    <div style="max-width:560px; margin:0 auto; padding:32px; background:#ffffff; border-radius:8px">
      <h1 style="margin:0 0 16px; font-size:24px">Dear {{ contact.first_name | default: "friend" }},</h1>
      <p>Write what you want to tell here.</p>
      <p><a href="https://example.org/" style="color:#1d4fa8">Read more</a></p>
      <p>{{ tenant.name }}</p>
      <p style="font-size:13px; color:#5b6068"><a href="{{ unsubscribe_url }}" style="color:#5b6068">Unsubscribe</a></p>
    </div>
  </body>
</html>
`,
  text: '',
};
