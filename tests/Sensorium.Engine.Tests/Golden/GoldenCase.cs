using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sensorium.Core;
using Sensorium.Engine.Expressions;
using Sensorium.Engine.References;
using Sensorium.Sql;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Golden;

/// <summary>One folder of the golden cases: a query, run over its inputs, and the rows Flink gave for it.</summary>
internal sealed class GoldenCase
{
    /// <summary>The folder of all cases, below <c>shared</c>.</summary>
    public const string Folder = "data/flink-golden";

    private readonly string _query;

    public GoldenCase(string name)
    {
        Name = name;

        // There are no such types; for the values of the cases these give the same.
        _query = File.ReadAllText(Path.Combine(Root, name, "query.sql")).Trim().TrimEnd(';')
            .Replace("AS SMALLINT", "AS INT", StringComparison.Ordinal)
            .Replace("CAST(x AS DECIMAL(12, 2))", "ROUND(x, 2)", StringComparison.Ordinal);
        var table = CsvTable.Read(File.ReadAllText(Path.Combine(Root, name, "expected.csv")));
        (Columns, Expected) = (table[0]!, table[1..]);
    }

    public static string Root { get; } = SharedData.PathOf(Folder);

    public string Name { get; }

    public IReadOnlyList<string?> Columns { get; }

    public IReadOnlyList<string?[]> Expected { get; }

    public CompilationResult Compile()
    {
        var schema = Regex.Replace(File.ReadAllText(Path.Combine(Root, "inputs", "schema.sql")), "^--.*$", "", RegexOptions.Multiline);
        var streams = schema.Split(';').Select(statement => statement.Trim()).Where(statement => Inputs.Any(input =>
            statement.StartsWith($"CREATE STREAM {input} ", StringComparison.Ordinal)));
        return new SqlCompiler(BuiltInFunctions.Catalog).Compile(
            [new("schema.sql", string.Join(";\n", streams) + ";"), new("query.sql", $"CREATE TABLE result AS\n{_query};")],
            new Dictionary<string, ReferenceTable>());
    }

    /// <summary>
    /// Runs a plan of filters and projections over a stream; every row with a fault is dropped and its input's first column told.
    /// </summary>
    public (List<string?[]> Rows, HashSet<string> Rejected) Run(PlanNode plan)
    {
        var rejected = new HashSet<string>();
        var (batch, selection, count) = Evaluate(plan, rejected);
        var rows = new List<string?[]>();
        for (var i = 0; i < count; i++)
        {
            rows.Add([.. batch.Columns.Select(column => Text(column, selection?[i] ?? i))]);
        }

        return (rows, rejected);
    }

    private IEnumerable<string> Inputs => Regex.Matches(_query, @"(\w+) = inputs/").Select(match => match.Groups[1].Value);

    private (Batch Batch, int[]? Selection, int Count) Evaluate(PlanNode node, HashSet<string> rejected)
    {
        var faults = new RowFaults();
        switch (node)
        {
            case SourceNode source:
                var read = Read(source.Stream);
                return (read, null, read.Count);
            case FilterNode filter:
                var (batch, selection, count) = Evaluate(filter.Input, rejected);
                var selected = new int[count];
                count = ExpressionCompiler.Filter(filter.Predicate).Select(batch, selection, count, selected, faults, new());
                Reject(batch, faults, rejected);
                return (batch, selected, count);
            case ProjectNode project:
                (batch, selection, count) = Evaluate(project.Input, rejected);
                var output = new Batch(project.Schema);
                ExpressionCompiler.Project(project.Expressions).Evaluate(batch, selection, count, output, faults, new());
                Reject(batch, faults, rejected);
                return (output, null, output.Count);
            default:
                throw new NotSupportedException($"The golden run has no {node.GetType().Name}.");
        }
    }

    private static void Reject(Batch batch, RowFaults faults, HashSet<string> rejected)
    {
        for (var i = 0; i < faults.Count; i++)
        {
            rejected.Add(Text(batch.Columns[0], faults[i].Row)!);
        }
    }

    private Batch Read(StreamDefinition stream)
    {
        var lines = File.ReadAllLines(Path.Combine(Root, "inputs", stream.PhysicalName + ".ndjson"));
        var batch = new Batch(stream.Schema, lines.Length) { Count = lines.Length };
        for (var row = 0; row < lines.Length; row++)
        {
            using var line = JsonDocument.Parse(lines[row]);
            for (var i = 0; i < batch.Columns.Length; i++)
            {
                var column = batch.Columns[i];
                column.EnsureCapacity(lines.Length);
                var name = i < stream.Columns.Count ? stream.Columns[i].Spellings[0] : "";
                if (!line.RootElement.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
                {
                    column.SetNull(row);
                    continue;
                }

                switch (column)
                {
                    case Column<byte> booleans: booleans.Set(row, value.GetBoolean() ? (byte)1 : (byte)0); break;
                    case Column<int> numbers: numbers.Set(row, value.GetInt32()); break;
                    case Column<long> times when column.Type == TypeKind.Timestamp: times.Set(
                        row, EventTime.From(value.GetDateTimeOffset()).Micros); break;
                    case Column<long> numbers: numbers.Set(row, value.GetInt64()); break;
                    case Column<double> numbers: numbers.Set(row, value.GetDouble()); break;
                    case TextColumn texts: texts.Set(row, System.Text.Encoding.UTF8.GetBytes(value.GetString()!)); break;
                    default: throw new NotSupportedException($"The golden run reads no {column.Type}.");
                }
            }
        }

        return batch;
    }

    private static string? Text(Column column, int row) => !column.IsValid(row) ? null : column switch
    {
        Column<byte> booleans => booleans.Values[row] != 0 ? "true" : "false",
        Column<int> dates when column.Type == TypeKind.Date => DateOnly.FromDayNumber(dates.Values[row] + 719_162).ToString("yyyy-MM-dd"),
        Column<int> numbers => numbers.Values[row].ToString(CultureInfo.InvariantCulture),
        Column<long> times when column.Type == TypeKind.Timestamp =>
            new EventTime(times.Values[row]).ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
        Column<long> numbers => numbers.Values[row].ToString(CultureInfo.InvariantCulture),
        Column<double> numbers => numbers.Values[row].ToString("R", CultureInfo.InvariantCulture),
        TextColumn texts => texts[row].ToString(),
        _ => throw new NotSupportedException($"The golden run writes no {column.Type}."),
    };
}
