export { analyse } from './variables';
export { compileTemplate } from './compile';
export { createTemplate } from './create';
export { previewTemplate } from './preview';
export { getTemplate, listTemplateVersions, listTemplates } from './read';
export { attributeKeys, lookUpTemplate } from './queries';
export { scopeOf, type ScopeContact } from './scope';
export { textForSending } from './text';
export { updateTemplate } from './update';
