/** House rules that oxlint has no option for. Loaded by .oxlintrc.json as the plugin `house`. */

const CLOCK = 'Read the time from ctx.clock (lib/platform/clock.ts); a moment that nobody can inject cannot be tested.';
const TX = 'A transaction handle must not outlive its callback: pass it as an argument, never store it.';
const SUPPRESSION = 'No suppressions: mend the cause, or change the rule for everybody in .oxlintrc.json.';

const clock = {
  create(context) {
    const isDate = (node) => node.type === 'Identifier' && node.name === 'Date';
    return {
      NewExpression(node) {
        if (isDate(node.callee) && node.arguments.length === 0) context.report({ node, message: CLOCK });
      },
      CallExpression(node) {
        const { callee } = node;
        const isNow =
          callee.type === 'MemberExpression' &&
          isDate(callee.object) &&
          (callee.computed ? callee.property.value : callee.property.name) === 'now';
        if (isNow || isDate(callee)) context.report({ node, message: CLOCK });
      },
    };
  },
};

const isHandle = (node) => node?.type === 'Identifier' && (node.name === 'tx' || node.name.endsWith('Tx'));

const storedTransaction = {
  create(context) {
    return {
      AssignmentExpression(node) {
        const owner = node.left.type === 'MemberExpression' || isHandle(node.left);
        if (owner && isHandle(node.right)) context.report({ node, message: TX });
        else if (isHandle(node.left)) context.report({ node, message: TX });
      },
      PropertyDefinition(node) {
        if (isHandle(node.key)) context.report({ node, message: TX });
      },
      'Program > VariableDeclaration > VariableDeclarator'(node) {
        if (isHandle(node.id)) context.report({ node, message: TX });
      },
    };
  },
};

const suppression = {
  create(context) {
    return {
      Program(node) {
        for (const comment of context.sourceCode.getAllComments()) {
          if (
            /^[\s*]*(?:(?:oxlint|eslint)-disable|@ts-(?:ignore|expect-error|nocheck)|oxfmt-ignore)/.test(comment.value)
          ) {
            context.report({ node, loc: comment.loc, message: SUPPRESSION });
          }
        }
      },
    };
  },
};

export default {
  meta: { name: 'house' },
  rules: { clock, 'no-stored-tx': storedTransaction, 'no-suppression': suppression },
};
