using System.Linq.Expressions;
using System.Reflection;
using Sensorium.Core;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Expressions;

/// <summary>
/// Compiles a bound expression to one loop over a batch: each node becomes straight code that sets a value and a null flag, in local
/// variables, so that a row costs no allocation, no boxing and no virtual call.
/// </summary>
internal sealed class ExpressionCompiler
{
    private readonly ParameterExpression _input = Expression.Parameter(typeof(Batch), "input");
    private readonly ParameterExpression _selection = Expression.Parameter(typeof(int[]), "selection");
    private readonly ParameterExpression _count = Expression.Parameter(typeof(int), "count");
    private readonly ParameterExpression _faults = Expression.Parameter(typeof(RowFaults), "faults");
    private readonly ParameterExpression _arena = Expression.Parameter(typeof(TextArena), "arena");
    private readonly ParameterExpression _i = Expression.Variable(typeof(int), "i");
    private readonly ParameterExpression _row = Expression.Variable(typeof(int), "row");
    private readonly ParameterExpression _fault = Expression.Variable(typeof(RowFault), "fault");
    private readonly List<ParameterExpression> _variables = [];
    private readonly List<Expression> _prologue = [];
    private readonly Dictionary<int, (Expression Column, Expression Values)> _columns = [];

    private ExpressionCompiler() => _variables.AddRange([_i, _row, _fault]);

    public static CompiledFilter Filter(BoundExpression predicate)
    {
        var compiler = new ExpressionCompiler();
        var selected = Expression.Parameter(typeof(int[]), "selected");
        var kept = Expression.Variable(typeof(int), "kept");
        compiler._variables.Add(kept);
        var body = compiler.Compile(predicate, out var value, out var isNull);
        var keep = Expression.IfThen(
            Expression.AndAlso(value, Expression.Not(isNull)),
            Expression.Assign(Expression.ArrayAccess(selected, Expression.PostIncrementAssign(kept)), compiler._row));
        var loop = compiler.Loop(body, keep, compiler._row);
        var lambda = Expression.Lambda<CompiledFilter.Loop>(
            Expression.Block(compiler._variables, [.. compiler._prologue, loop, kept]),
            compiler._input, compiler._selection, compiler._count, selected, compiler._faults, compiler._arena);
        return new(lambda.Compile());
    }

    public static CompiledProjection Projection(BoundExpression expression)
    {
        var compiler = new ExpressionCompiler();
        var output = Expression.Parameter(typeof(Column), "output");
        var body = compiler.Compile(expression, out var value, out var isNull);
        var store = Expression.IfThenElse(
            isNull,
            Expression.Call(SetNullMethod, output, compiler._i),
            compiler.Store(expression.Type, output, value));
        var loop = compiler.Loop(body, store, compiler._i);
        var lambda = Expression.Lambda<CompiledProjection.Loop>(
            Expression.Block(compiler._variables, [.. compiler._prologue, loop]),
            compiler._input, compiler._selection, compiler._count, output, compiler._faults, compiler._arena);
        return new(lambda.Compile());
    }

    private static readonly MethodInfo SetNullMethod = ((Action<Column, int>)SetNull).Method;
    private static readonly MethodInfo SetTextMethod = ((Action<TextColumn, int, Utf8Text>)SetText).Method;

    private static void SetText(TextColumn output, int row, Utf8Text text) => output.Set(row, text.Span);

    private static void SetNull(Column output, int row)
    {
        if (output is TextColumn text)
        {
            (text.Starts[row], text.Lengths[row]) = (0, 0);
        }

        output.SetNull(row);
    }

    /// <summary>The .NET type in which a value of that kind is held in a local variable.</summary>
    private static Type TypeOf(TypeKind kind) => kind switch
    {
        TypeKind.Boolean => typeof(bool),
        TypeKind.Integer or TypeKind.Date => typeof(int),
        TypeKind.BigInt or TypeKind.Timestamp or TypeKind.Interval => typeof(long),
        TypeKind.Double => typeof(double),
        TypeKind.Point => typeof(GeoPoint),
        _ => typeof(Utf8Text),
    };

    private static Type ElementOf(TypeKind kind) => kind == TypeKind.Boolean ? typeof(byte) : TypeOf(kind);

    private Expression Loop(Expression body, Expression use, Expression faultRow)
    {
        var done = Expression.Label("done");
        return Expression.Block(
            Expression.Assign(_i, Expression.Constant(0)),
            Expression.Loop(
                Expression.Block(
                    Expression.IfThen(Expression.GreaterThanOrEqual(_i, _count), Expression.Break(done)),
                    Expression.IfThenElse(
                        Expression.ReferenceEqual(_selection, Expression.Constant(null, typeof(int[]))),
                        Expression.Assign(_row, _i),
                        Expression.Assign(_row, Expression.ArrayIndex(_selection, _i))),
                    Expression.Assign(_fault, Expression.Constant(RowFault.None)),
                    body,
                    Expression.IfThenElse(
                        Expression.Equal(_fault, Expression.Constant(RowFault.None)),
                        use,
                        Expression.Call(_faults, nameof(RowFaults.Add), null, faultRow, _fault)),
                    Expression.PreIncrementAssign(_i)),
                done));
    }

    private Expression Store(TypeKind type, Expression output, Expression value)
    {
        if (TypeOf(type) == typeof(Utf8Text))
        {
            return Expression.Call(SetTextMethod, Expression.Convert(output, typeof(TextColumn)), _i, value);
        }

        var values = Local(Expression.Property(Expression.Convert(output, typeof(Column<>).MakeGenericType(ElementOf(type))), "Values"));
        var element = type == TypeKind.Boolean
            ? Expression.Condition(value, Expression.Constant((byte)1), Expression.Constant((byte)0))
            : value;
        return Expression.Assign(Expression.ArrayAccess(values, _i), element);
    }

    private Expression Compile(BoundExpression expression, out ParameterExpression value, out ParameterExpression isNull)
    {
        value = Expression.Variable(TypeOf(expression.Type));
        isNull = Expression.Variable(typeof(bool));
        _variables.Add(value);
        _variables.Add(isNull);
        return expression switch
        {
            ColumnReference column => Column(column, value, isNull),
            Literal literal => LiteralValue(literal, value, isNull),
            FunctionCall call => Call(call.Function.Implementation, call.Arguments, value, isNull),
            CastExpression { Try: false } cast => Call(Casts.Method(cast.Operand.Type, cast.Target), [cast.Operand], value, isNull),
            CastExpression cast => TryCast(cast, value, isNull),
            NotExpression not => Not(not, value, isNull),
            NullTest test => Test(test, value, isNull),
            LogicalExpression logical => Logical(logical, value, isNull),
            CaseExpression choice => Case(choice, value, isNull),
            _ => throw new NotSupportedException(expression.GetType().Name),
        };
    }

    private BlockExpression Column(ColumnReference reference, ParameterExpression value, ParameterExpression isNull)
    {
        var (column, values) = ColumnOf(reference);
        Expression element = reference.Type is TypeKind.Varchar or TypeKind.Binary
            ? Expression.Property(column, "Item", _row)
            : Expression.ArrayIndex(values, _row);
        if (reference.Type == TypeKind.Boolean)
        {
            element = Expression.NotEqual(element, Expression.Constant((byte)0));
        }

        return Expression.Block(
            Expression.Assign(isNull, Expression.Not(Expression.Call(column, nameof(Core.Column.IsValid), null, _row))),
            Expression.IfThen(Expression.Not(isNull), Expression.Assign(value, element)));
    }

    private (Expression Column, Expression Values) ColumnOf(ColumnReference reference)
    {
        if (!_columns.TryGetValue(reference.Index, out var found))
        {
            var isText = reference.Type is TypeKind.Varchar or TypeKind.Binary;
            var type = isText ? typeof(TextColumn) : typeof(Column<>).MakeGenericType(ElementOf(reference.Type));
            var column = Local(Expression.Convert(
                Expression.ArrayIndex(Expression.Property(_input, nameof(Batch.Columns)), Expression.Constant(reference.Index)), type));
            _columns[reference.Index] = found = (column, isText ? column : Local(Expression.Property(column, "Values")));
        }

        return found;
    }

    private ParameterExpression Local(Expression initial)
    {
        var local = Expression.Variable(initial.Type);
        _variables.Add(local);
        _prologue.Add(Expression.Assign(local, initial));
        return local;
    }

    private BlockExpression LiteralValue(Literal literal, ParameterExpression value, ParameterExpression isNull)
    {
        if (literal.Value is null)
        {
            return Expression.Block(Expression.Assign(isNull, Expression.Constant(true)));
        }

        object constant = literal.Value switch
        {
            string text => Utf8Text.From(text),
            byte[] bytes => new Utf8Text(bytes, 0, bytes.Length),
            var other => other,
        };
        _prologue.Add(Expression.Assign(value, Expression.Constant(constant, value.Type)));
        _prologue.Add(Expression.Assign(isNull, Expression.Constant(false)));
        return Expression.Block(Expression.Empty());
    }

    private BlockExpression Call(MethodInfo method, IReadOnlyList<BoundExpression> arguments, ParameterExpression value, ParameterExpression isNull)
    {
        var steps = new List<Expression>();
        var values = new List<Expression>();
        Expression anyNull = Expression.Constant(false);
        foreach (var argument in arguments)
        {
            steps.Add(Compile(argument, out var argumentValue, out var argumentNull));
            values.Add(argumentValue);
            anyNull = values.Count == 1 ? argumentNull : Expression.OrElse(anyNull, argumentNull);
        }

        foreach (var parameter in method.GetParameters().Skip(arguments.Count))
        {
            values.Add(parameter.ParameterType == typeof(TextArena) ? _arena : _fault);
        }

        steps.Add(Expression.Assign(isNull, anyNull));
        steps.Add(Expression.IfThen(Expression.Not(isNull), Expression.Assign(value, Expression.Call(method, values))));
        return Expression.Block(steps);
    }

    private BlockExpression TryCast(CastExpression cast, ParameterExpression value, ParameterExpression isNull)
    {
        var before = Expression.Variable(typeof(RowFault));
        _variables.Add(before);
        var operand = Compile(cast.Operand, out var operandValue, out var operandNull);
        var method = Casts.Method(cast.Operand.Type, cast.Target);
        List<Expression> values = [operandValue];
        foreach (var parameter in method.GetParameters().Skip(1))
        {
            values.Add(parameter.ParameterType == typeof(TextArena) ? _arena : _fault);
        }

        return Expression.Block(
            operand,
            Expression.Assign(before, _fault),
            Expression.Assign(isNull, operandNull),
            Expression.IfThen(
                Expression.Not(isNull),
                Expression.Block(
                    Expression.Assign(value, Expression.Call(method, values)),
                    Expression.Assign(isNull, Expression.NotEqual(_fault, before)),
                    Expression.Assign(_fault, before))));
    }

    private BlockExpression Not(NotExpression not, ParameterExpression value, ParameterExpression isNull) => Expression.Block(
        Compile(not.Operand, out var operand, out var operandNull),
        Expression.Assign(isNull, operandNull),
        Expression.Assign(value, Expression.Not(operand)));

    private BlockExpression Test(NullTest test, ParameterExpression value, ParameterExpression isNull) => Expression.Block(
        Compile(test.Operand, out _, out var operandNull),
        Expression.Assign(isNull, Expression.Constant(false)),
        Expression.Assign(value, test.Negated ? Expression.Not(operandNull) : operandNull));

    /// <summary>Three-valued, and an operand behind one that decides is not computed, so it cannot fail.</summary>
    private BlockExpression Logical(LogicalExpression logical, ParameterExpression value, ParameterExpression isNull)
    {
        var decided = Expression.Label();
        var steps = new List<Expression> { Expression.Assign(isNull, Expression.Constant(false)) };
        foreach (var operand in logical.Operands)
        {
            steps.Add(Compile(operand, out var operandValue, out var operandNull));
            var decides = logical.IsAnd ? (Expression)Expression.Not(operandValue) : operandValue;
            steps.Add(Expression.IfThenElse(
                operandNull,
                Expression.Assign(isNull, Expression.Constant(true)),
                Expression.IfThen(
                    decides,
                    Expression.Block(
                        Expression.Assign(isNull, Expression.Constant(false)),
                        Expression.Assign(value, Expression.Constant(!logical.IsAnd)),
                        Expression.Goto(decided)))));
        }

        steps.Add(Expression.Assign(value, Expression.Constant(logical.IsAnd)));
        steps.Add(Expression.Label(decided));
        return Expression.Block(steps);
    }

    private BlockExpression Case(CaseExpression choice, ParameterExpression value, ParameterExpression isNull)
    {
        var chosen = Expression.Label();
        var steps = new List<Expression>();
        foreach (var branch in choice.Branches)
        {
            steps.Add(Compile(branch.Condition, out var condition, out var conditionNull));
            var result = Compile(branch.Value, out var branchValue, out var branchNull);
            steps.Add(Expression.IfThen(
                Expression.AndAlso(Expression.Not(conditionNull), condition),
                Expression.Block(
                    result,
                    Expression.Assign(value, branchValue),
                    Expression.Assign(isNull, branchNull),
                    Expression.Goto(chosen))));
        }

        if (choice.Otherwise is { } otherwise)
        {
            steps.Add(Compile(otherwise, out var otherValue, out var otherNull));
            steps.Add(Expression.Assign(value, otherValue));
            steps.Add(Expression.Assign(isNull, otherNull));
        }
        else
        {
            steps.Add(Expression.Assign(isNull, Expression.Constant(true)));
        }

        steps.Add(Expression.Label(chosen));
        return Expression.Block(steps);
    }
}
