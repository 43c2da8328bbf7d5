/* Shows the notifications that organisations send to this browser. A site of their own takes it in by importScripts. */
const text = (value) => (typeof value === 'string' ? value : '');

self.addEventListener('install', () => void self.skipWaiting());

self.addEventListener('push', (event) => {
  let sent = {};
  try {
    sent = event.data?.json() ?? {};
  } catch {
    // Not one of ours; browsers ask for something to be shown all the same.
  }
  const { title, body, url, icon, leave, tag } = sent;
  const options = {
    body: text(body),
    data: { url: text(url), leave: text(leave) },
    ...(text(icon) ? { icon } : {}),
    ...(text(tag) ? { tag } : {}),
    ...(text(leave) ? { actions: [{ action: 'leave', title: 'Unsubscribe' }] } : {}),
  };
  event.waitUntil(self.registration.showNotification(text(title) || 'News', options));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url, leave } = event.notification.data ?? {};
  const target = event.action === 'leave' ? leave : url;
  if (target) event.waitUntil(self.clients.openWindow(target));
});
