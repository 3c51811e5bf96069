use async_graphql::Context;
use async_graphql_value::Value;

/// Whether a field of an input object stands in the document with a variable that the request left out. Then the field
/// is left out (GraphQL, October 2021, §3.10, input coercion), and the library would read a null, which clears.
pub(crate) fn is_left_out(ctx: &Context<'_>, argument: &str, field: &str) -> bool {
    let written = ctx.item.node.get_argument(argument).map(|value| &value.node);
    let Some(Value::Object(fields)) = written else { return false };
    let Some(Value::Variable(variable)) = fields.get(field) else { return false };
    let definitions = &ctx.query_env.operation.node.variable_definitions;
    let declared = definitions.iter().find(|definition| definition.node.name.node == *variable);
    let has_default = declared.is_some_and(|definition| definition.node.default_value.is_some());
    !has_default && !ctx.query_env.variables.contains_key(variable)
}
