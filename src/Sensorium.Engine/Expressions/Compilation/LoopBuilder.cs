using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using BatchColumn = Sensorium.Core.Column;
using Sensorium.Core;
using Sensorium.Engine.Expressions.Functions;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>
/// Generates the body of a loop over the rows of a batch. Code is written as statements into lists, with jumps between them, so that
/// operands that need not be evaluated are not, and a fault leaves the row from wherever it happens.
/// </summary>
internal sealed class LoopBuilder(LoopTraits shape)
{
    private static readonly MethodInfo IsValid = typeof(BatchColumn).GetMethod(nameof(BatchColumn.IsValid))!;
    private static readonly PropertyInfo Columns = typeof(Batch).GetProperty(nameof(Batch.Columns))!;

    private readonly List<ParameterExpression> _locals = [];
    private readonly List<Expression> _prologue = [];
    private readonly List<SourceSpan> _sites = [];
    private readonly Dictionary<int, ParameterExpression> _columns = [];
    private readonly Dictionary<int, ParameterExpression> _values = [];
    private readonly LabelTarget _faulted = Expression.Label("faulted");
    private readonly LabelTarget _next = Expression.Label("next");
    private bool _inMemo;
    private ParameterExpression? _fault;
    private ParameterExpression? _site;

    public ParameterExpression Input { get; } = Expression.Parameter(typeof(Batch), "input");

    public ParameterExpression Selection { get; } = Expression.Parameter(typeof(int[]), "selection");

    public ParameterExpression Count { get; } = Expression.Parameter(typeof(int), "count");

    public ParameterExpression Faults { get; } = Expression.Parameter(typeof(RowFaults), "faults");

    public ParameterExpression Arena { get; } = Expression.Parameter(typeof(TextArena), "arena");

    /// <summary>Counts the selected rows.</summary>
    public ParameterExpression Index { get; } = Expression.Variable(typeof(int), "i");

    /// <summary>The row in the batch.</summary>
    public ParameterExpression Row { get; } = Expression.Variable(typeof(int), "row");

    public LabelTarget Next => _next;

    public ParameterExpression Local(Type type, Expression? initial = null)
    {
        var local = Expression.Variable(type);
        _locals.Add(local);
        if (initial is not null)
        {
            _prologue.Add(Expression.Assign(local, initial));
        }

        return local;
    }

    /// <summary>
    /// The whole method: variables, prologue, and the loop around the body, in which a fault is noted before <paramref name="onFault"/>.
    /// </summary>
    public BlockExpression Loop(List<Expression> body, Expression? onFault, Expression? result)
    {
        var done = Expression.Label("done");
        List<Expression> row = [Expression.Assign(Row, shape.IsSelected ? Expression.ArrayIndex(Selection, Index) : Index), .. body];
        if (_site is not null)
        {
            var sites = Expression.Constant(_sites.ToArray());
            row.Add(Expression.Goto(_next));
            row.Add(Expression.Label(_faulted));
            row.Add(Expression.Call(
                Faults, nameof(RowFaults.Add), null, Row, Fault, Expression.ArrayIndex(sites, _site)));
            row.Add(Expression.Assign(Fault, Expression.Constant(RowFault.None)));
            if (onFault is not null)
            {
                row.Add(onFault);
            }
        }

        row.Add(Expression.Label(_next));
        row.Add(Expression.PreIncrementAssign(Index));
        var loop = Expression.Loop(
            Expression.IfThenElse(Expression.LessThan(Index, Count), Expression.Block(typeof(void), row), Expression.Break(done)),
            done);
        List<Expression> all = [.. _prologue, loop];
        if (result is not null)
        {
            all.Add(result);
        }

        return Expression.Block([Index, Row, .. _locals], all);
    }

    /// <summary>Code that computes the expression for <see cref="Row"/>.</summary>
    public Operand Emit(BoundExpression expression, List<Expression> code) => expression switch
    {
        ColumnReference column => EmitColumn(column),
        Literal literal => EmitLiteral(literal),
        _ when MemoColumn(expression) is { } column => EmitMemo(expression, column, code),
        FunctionCall call => EmitCall(call, code),
        CastExpression cast => EmitCast(cast, code),
        LogicalExpression logical => EmitLogical(logical, code),
        NotExpression not => EmitNot(not, code),
        NullTest test => EmitNullTest(test, code),
        CaseExpression @case => EmitCase(@case, code),
        _ => throw new NotSupportedException($"An expression of {expression.GetType().Name} has no code."),
    };

    /// <summary>Code that goes on only where the condition is true. Operands that cannot change that are not evaluated.</summary>
    public void EmitGuard(BoundExpression condition, LabelTarget otherwise, List<Expression> code)
    {
        switch (condition)
        {
            case LogicalExpression { IsAnd: true } all when !IsCheap(all):
                foreach (var operand in all.Operands)
                {
                    EmitGuard(operand, otherwise, code);
                }

                break;
            case LogicalExpression { IsAnd: false } any when !IsCheap(any):
                var yes = Expression.Label("yes");
                for (var i = 0; i < any.Operands.Count - 1; i++)
                {
                    var no = Expression.Label("no");
                    EmitGuard(any.Operands[i], no, code);
                    code.Add(Expression.Goto(yes));
                    code.Add(Expression.Label(no));
                }

                EmitGuard(any.Operands[^1], otherwise, code);
                code.Add(Expression.Label(yes));
                break;
            case NotExpression { Operand: NotExpression twice }:
                EmitGuard(twice.Operand, otherwise, code);
                break;
            case NotExpression { Operand: LogicalExpression logical }:
                var negated = logical.Operands.Select(operand => new NotExpression(operand, operand.Span));
                EmitGuard(new LogicalExpression(!logical.IsAnd, [.. negated], logical.Span), otherwise, code);
                break;
            default:
                var value = Emit(condition, code);
                var isFalse = Expression.Not(value.Value);
                code.Add(Expression.IfThen(
                    value.IsNullable ? Expression.OrElse(value.IsNull!, isFalse) : isFalse, Expression.Goto(otherwise)));
                break;
        }
    }

    /// <summary>The condition as one expression without jumps, where it is cheap and never null; else null.</summary>
    public Expression? TryEmitTree(BoundExpression condition) => IsCheap(condition) ? Emit(condition, []).Value : null;

    /// <summary>Whether the expression is only arithmetic and comparisons of numbers, which cost less than a jump around them.</summary>
    private bool IsCheap(BoundExpression expression) => !shape.HasNulls && expression switch
    {
        ColumnReference or Literal { Value: not null } => !PhysicalType.IsText(expression.Type),
        FunctionCall call => (BuiltInFunctions.Implementation(call.Function).DeclaringType == typeof(Comparisons)
                || (BuiltInFunctions.Implementation(call.Function).DeclaringType == typeof(Arithmetic) && call.Type == TypeKind.Double))
            && call.Arguments.All(IsCheap),
        CastExpression cast =>
            CastRules.IsImplicit(cast.Operand.Type, cast.Target) && cast.Target != TypeKind.Timestamp && IsCheap(cast.Operand),
        LogicalExpression logical => logical.Operands.All(IsCheap),
        NotExpression not => IsCheap(not.Operand),
        _ => false,
    };

    private ParameterExpression ColumnAt(int index, TypeKind type)
    {
        if (!_columns.TryGetValue(index, out var column))
        {
            var columnType = PhysicalType.OfColumn(type);
            column = Local(
                columnType,
                Expression.Convert(Expression.ArrayIndex(Expression.Property(Input, Columns), Expression.Constant(index)), columnType));
            _columns.Add(index, column);
        }

        return column;
    }

    private Operand EmitColumn(ColumnReference reference)
    {
        var column = ColumnAt(reference.Index, reference.Type);
        var isNull = shape.HasNulls ? Expression.Not(Expression.Call(column, IsValid, Row)) : null;
        if (PhysicalType.IsText(reference.Type))
        {
            return new(Expression.Property(column, "Item", Row), isNull);
        }

        if (!_values.TryGetValue(reference.Index, out var values))
        {
            var property = Expression.Property(column, "Values");
            _values.Add(reference.Index, values = Local(property.Type, property));
        }

        Expression value = Expression.ArrayIndex(values, Row);
        return new(reference.Type == TypeKind.Boolean ? Expression.NotEqual(value, Expression.Constant((byte)0)) : value, isNull);
    }

    private Operand EmitLiteral(Literal literal)
    {
        var type = PhysicalType.Of(literal.Type);
        return literal.Value switch
        {
            null => new(Expression.Default(type), Expression.Constant(true)),
            string text => new(Hoist(Utf8Text.From(text)), null),
            byte[] bytes => new(Hoist(new Utf8Text(bytes, 0, bytes.Length)), null),
            GeoPoint point => new(Hoist(point), null),
            var value => new(Expression.Constant(Convert.ChangeType(value, type), type), null),
        };
    }

    private ParameterExpression Hoist<T>(T constant) =>
        Local(typeof(T), Expression.Field(Expression.Constant(new StrongBox<T>(constant)), "Value"));

    private Operand EmitCall(FunctionCall call, List<Expression> code)
    {
        var (method, arguments, state) = PreparedCall.Resolve(call);
        var fixedCount = call.Function.IsVariadic ? call.Function.Parameters.Count - 1 : arguments.Count;
        var values = new List<Expression>();
        var nulls = new List<Expression>();
        for (var i = 0; i < fixedCount; i++)
        {
            if (arguments[i] is not { } argument)
            {
                values.Add(state!.GetType().IsValueType ? Expression.Constant(state) : Local(state.GetType(), Expression.Constant(state)));
                continue;
            }

            var operand = Emit(argument, code);
            if (operand.IsNullable)
            {
                nulls.Add(operand.IsNull!);
            }

            values.Add(operand.Value);
        }

        if (call.Function.IsVariadic)
        {
            EmitVariadic(call, fixedCount, values, nulls, code);
        }

        var isSimple = call.Function is { IsVariadic: false } && method.GetParameters().Length == values.Count
            && (nulls.Count == 0 || values.TrueForAll(value => value.Type != typeof(Utf8Text)));
        if (isSimple)
        {
            return new(Expression.Call(method, values), nulls.Count == 0 ? null : nulls.Aggregate(Expression.OrElse));
        }

        return Invoke(method, values, nulls, call.Type, call.Span, tries: false, code);
    }

    /// <summary>Puts the last arguments into an array that belongs to this call.</summary>
    private void EmitVariadic(FunctionCall call, int fixedCount, List<Expression> values, List<Expression> nulls, List<Expression> code)
    {
        var rest = call.Arguments.Count - fixedCount;
        var type = PhysicalType.Of(call.Function.Parameters[^1]);
        var array = Local(type.MakeArrayType(), Expression.Constant(Array.CreateInstance(type, rest)));
        var used = Local(typeof(int));
        var isNull = Local(typeof(bool));
        var canBeNull = false;
        code.Add(Expression.Assign(used, Expression.Constant(0)));
        code.Add(Expression.Assign(isNull, Expression.Constant(false)));
        for (var i = fixedCount; i < call.Arguments.Count; i++)
        {
            var operand = Emit(call.Arguments[i], code);
            Expression add = Expression.Block(
                Expression.Assign(Expression.ArrayAccess(array, used), operand.Value),
                Expression.PreIncrementAssign(used));
            if (operand.IsNullable && call.Function.SkipsNulls)
            {
                add = Expression.IfThen(Expression.Not(operand.IsNull!), add);
            }
            else if (operand.IsNullable)
            {
                canBeNull = true;
                code.Add(Expression.Assign(isNull, Expression.OrElse(isNull, operand.IsNull!)));
            }

            code.Add(add);
        }

        values.Add(array);
        values.Add(used);
        if (canBeNull)
        {
            nulls.Add(isNull);
        }
    }

    private Operand EmitCast(CastExpression cast, List<Expression> code)
    {
        var operand = Emit(cast.Operand, code);
        if (cast.Operand.Type == cast.Target)
        {
            return operand;
        }

        var method = Casts.Method(cast.Operand.Type, cast.Target);
        if (method.GetParameters().Length == 1 && (!operand.IsNullable || operand.Value.Type != typeof(Utf8Text)))
        {
            return operand with { Value = Expression.Call(method, operand.Value) };
        }

        return Invoke(method, [operand.Value], operand.IsNullable ? [operand.IsNull!] : [], cast.Target, cast.Span, cast.Try, code);
    }

    /// <summary>Calls a method only where no argument is null, and leaves the row where it faults.</summary>
    private Operand Invoke(
        MethodInfo method,
        List<Expression> values,
        List<Expression> nulls,
        TypeKind type,
        SourceSpan span,
        bool tries,
        List<Expression> code)
    {
        var parameters = method.GetParameters();
        var givesNull = parameters.Any(parameter => parameter.ParameterType == typeof(bool).MakeByRefType());
        var canFault = parameters.Any(parameter => parameter.ParameterType == typeof(RowFault).MakeByRefType());
        var result = Local(PhysicalType.Of(type));
        var isNull = nulls.Count > 0 || givesNull || (tries && canFault) ? Local(typeof(bool)) : null;
        List<Expression> call = [];
        foreach (var parameter in parameters.Skip(values.Count))
        {
            values.Add(parameter.ParameterType == typeof(TextArena) ? Arena
                : parameter.ParameterType == typeof(RowFault).MakeByRefType() ? Fault
                : isNull!);
        }

        if (isNull is not null)
        {
            code.Add(Expression.Assign(isNull, nulls.Count == 0 ? Expression.Constant(false) : nulls.Aggregate(Expression.OrElse)));
        }

        call.Add(Expression.Assign(result, Expression.Call(method, values)));
        if (canFault)
        {
            var failed = Expression.NotEqual(Fault, Expression.Constant(RowFault.None));
            call.Add(Expression.IfThen(failed, tries
                ? Expression.Block(
                    Expression.Assign(Fault, Expression.Constant(RowFault.None)),
                    Expression.Assign(isNull!, Expression.Constant(true)))
                : Expression.Block(
                    Expression.Assign(Site, Expression.Constant(SiteOf(span))),
                    Expression.Goto(_faulted))));
        }

        if (nulls.Count > 0)
        {
            code.Add(Expression.IfThen(Expression.Not(isNull!), Expression.Block(call)));
        }
        else
        {
            code.AddRange(call);
        }

        return new(result, isNull);
    }

    private Operand EmitLogical(LogicalExpression logical, List<Expression> code)
    {
        if (IsCheap(logical))
        {
            var trees = logical.Operands.Select(operand => Emit(operand, code).Value);
            return new(trees.Aggregate(logical.IsAnd ? Expression.And : Expression.Or), null);
        }

        // The value that settles the result: false for AND, true for OR.
        var settles = Expression.Constant(!logical.IsAnd);
        var result = Local(typeof(bool));
        var isNull = Local(typeof(bool));
        var nullable = false;
        var end = Expression.Label("end");
        code.Add(Expression.Assign(result, Expression.Constant(logical.IsAnd)));
        code.Add(Expression.Assign(isNull, Expression.Constant(false)));
        foreach (var expression in logical.Operands)
        {
            var operand = Emit(expression, code);
            Expression step = Expression.IfThen(
                Expression.Equal(operand.Value, settles),
                Expression.Block(
                    Expression.Assign(result, settles),
                    Expression.Assign(isNull, Expression.Constant(false)),
                    Expression.Goto(end)));
            if (operand.IsNullable)
            {
                nullable = true;
                step = Expression.IfThenElse(operand.IsNull!, Expression.Assign(isNull, Expression.Constant(true)), step);
            }

            code.Add(step);
        }

        code.Add(Expression.Label(end));
        return new(result, nullable ? isNull : null);
    }

    private Operand EmitNot(NotExpression not, List<Expression> code)
    {
        var operand = Emit(not.Operand, code);
        return operand with { Value = Expression.Not(operand.Value) };
    }

    private Operand EmitNullTest(NullTest test, List<Expression> code)
    {
        var operand = Emit(test.Operand, code);
        var isNull = operand.IsNull ?? Expression.Constant(false);
        return new(test.Negated ? Expression.Not(isNull) : isNull, null);
    }

    private Operand EmitCase(CaseExpression @case, List<Expression> code)
    {
        var result = Local(PhysicalType.Of(@case.Type));
        var isNull = Local(typeof(bool));
        var nullable = @case.Otherwise is null;
        var end = Expression.Label("end");
        foreach (var branch in @case.Branches)
        {
            var next = Expression.Label("next branch");
            EmitGuard(branch.Condition, next, code);
            EmitResult(branch.Value);
            code.Add(Expression.Goto(end));
            code.Add(Expression.Label(next));
        }

        if (@case.Otherwise is not null)
        {
            EmitResult(@case.Otherwise);
        }
        else
        {
            code.Add(Expression.Assign(isNull, Expression.Constant(true)));
        }

        code.Add(Expression.Label(end));
        return new(result, nullable ? isNull : null);

        void EmitResult(BoundExpression expression)
        {
            var operand = Emit(expression, code);
            nullable |= operand.IsNullable;
            code.Add(Expression.Assign(result, operand.Value));
            code.Add(Expression.Assign(isNull, operand.IsNull ?? Expression.Constant(false)));
        }
    }

    /// <summary>The text column whose code decides the result, where computing it once for each code is worth while.</summary>
    private ColumnReference? MemoColumn(BoundExpression expression)
    {
        if (_inMemo || PhysicalType.IsText(expression.Type) || expression.Type == TypeKind.Point || expression is NullTest)
        {
            return null;
        }

        ColumnReference? only = null;
        foreach (var column in ExpressionTree.References(expression))
        {
            if (!PhysicalType.IsText(column.Type) || (only is not null && only.Index != column.Index))
            {
                return null;
            }

            only = column;
        }

        return only;
    }

    private Operand EmitMemo(BoundExpression expression, ColumnReference reference, List<Expression> code)
    {
        var type = PhysicalType.Of(expression.Type);
        var column = ColumnAt(reference.Index, reference.Type);
        var memoType = typeof(CodeMemo<>).MakeGenericType(type);
        var memo = Expression.Constant(Activator.CreateInstance(memoType));
        var states = Local(typeof(byte[]), Expression.Call(memo, "Use", null, column));
        var values = Local(type.MakeArrayType(), Expression.Property(memo, "Values"));
        var codes = Local(typeof(int[]), Expression.Property(column, nameof(TextColumn.Codes)));
        var at = Local(typeof(int));
        var result = Local(type);
        var isNull = Local(typeof(bool));
        Expression isCoded = Expression.NotEqual(states, Expression.Constant(null));
        if (shape.HasNulls)
        {
            isCoded = Expression.AndAlso(isCoded, Expression.Call(column, IsValid, Row));
        }

        var state = Expression.ArrayAccess(states, at);
        var isKnown = Expression.AndAlso(
            Expression.GreaterThanOrEqual(at, Expression.Constant(0)),
            Expression.NotEqual(state, Expression.Constant(CodeMemo<int>.Unknown)));
        List<Expression> compute = [];
        _inMemo = true;
        var computed = Emit(expression, compute);
        _inMemo = false;
        compute.Add(Expression.Assign(result, computed.Value));
        compute.Add(Expression.Assign(isNull, computed.IsNull ?? Expression.Constant(false)));
        compute.Add(Expression.IfThen(
            Expression.GreaterThanOrEqual(at, Expression.Constant(0)),
            Expression.Block(
                Expression.Assign(Expression.ArrayAccess(values, at), result),
                Expression.Assign(
                    state,
                    Expression.Condition(
                        isNull, Expression.Constant(CodeMemo<int>.KnownNull), Expression.Constant(CodeMemo<int>.Known))))));
        code.Add(Expression.Assign(at, Expression.Condition(isCoded, Expression.ArrayIndex(codes, Row), Expression.Constant(-1))));
        code.Add(Expression.IfThenElse(
            isKnown,
            Expression.Block(
                Expression.Assign(result, Expression.ArrayIndex(values, at)),
                Expression.Assign(isNull, Expression.Equal(state, Expression.Constant(CodeMemo<int>.KnownNull)))),
            Expression.Block(compute)));
        return new(result, computed.IsNullable ? isNull : null);
    }

    private ParameterExpression Fault => _fault ??= Local(typeof(RowFault));

    private ParameterExpression Site => _site ??= Local(typeof(int));

    private int SiteOf(SourceSpan span)
    {
        var site = _sites.IndexOf(span);
        if (site < 0)
        {
            site = _sites.Count;
            _sites.Add(span);
        }

        return site;
    }
}
