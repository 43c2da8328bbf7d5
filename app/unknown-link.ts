const again = 'Open it again from the message that you received, and check that the whole address was copied.';

/** What a recipient reads at a link that we did not make, or whose message is gone. */
export const unknownLinkWords = {
  title: 'This link leads nowhere',
  text: `It is incomplete, or what it belonged to was deleted. ${again}`,
};

/** What a member reads at a link of a message that was sent to try it: it belongs to nobody. */
export const testLinkWords = {
  title: 'This was a test',
  text: 'The message with this link was sent to try it out. Nobody was unsubscribed, and nothing can be chosen here: in the message that people get, the same link is their own.',
};

/** And at the mere beginning of one, which says nothing of whose it is. */
export const cutLinkWords = { title: 'This link is not complete', text: `Its end is missing. ${again}` };
