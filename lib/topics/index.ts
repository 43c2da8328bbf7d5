export { archiveTopic, deleteTopic, restoreTopic } from './archive';
export { requireOpenTopic, topicNames } from './find';
export { listTopics } from './list';
export { createTopic, updateTopic } from './write';
