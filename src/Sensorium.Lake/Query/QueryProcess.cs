using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sensorium.Core;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Query;

/// <summary>A process that works on one query, from its start to its end.</summary>
internal sealed partial class QueryProcess : IAsyncDisposable
{
    /// <summary>What the process has beside DuckDB's memory: one row, and the runtime.</summary>
    private const long ManagedBytes = 256L << 20;

    /// <summary>Of what it says before it dies, so much is kept.</summary>
    private const int KeptErrors = 2000;

    /// <summary>All that the process sees of this one's environment: no secret is among them.</summary>
    private static readonly string[] _variables = ["PATH", "HOME", "TMPDIR", "LANG", "DOTNET_ROOT", "SystemRoot"];

    private readonly Process _process;
    private readonly DuckScratch _scratch;
    private readonly LineReader _lines;
    private readonly CancellationTokenSource _timeout;
    private readonly TimeSpan _limit;
    private readonly StringBuilder _errors = new();
    private int _disposed;

    private QueryProcess(Process process, QueryRequest request, DuckScratch scratch, CancellationTokenSource timeout, TimeSpan limit)
    {
        (_process, Request, _scratch, _timeout, _limit) = (process, request, scratch, timeout, limit);
        _lines = new(process.StandardOutput.BaseStream, QueryWorker.LongestLine);
        process.ErrorDataReceived += (_, said) =>
        {
            lock (_errors)
            {
                if (_errors.Length < KeptErrors)
                {
                    _errors.AppendLine(said.Data);
                }
            }
        };
        process.BeginErrorReadLine();
        QueryMeter.Started();
    }

    public QueryRequest Request { get; }

    public int Id => _process.Id;

    /// <param name="scratch">Is disposed with the process.</param>
    public static async Task<QueryProcess> Start(QueryProgram program, QueryRequest request, DuckScratch scratch, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program.FileName, program.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = scratch.Folder,
        };
        start.Environment.Clear();
        foreach (var name in _variables)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = ManagedBytes.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            scratch.Dispose();
            throw new SensoriumException("SN5011", $"the query's process cannot be started: {error.Message}", "see whether the program is whole and the system has room for one more process.", error);
        }

        var query = new QueryProcess(process, request, scratch, new(limit, time), limit);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(request).Append((byte)'\n').ToArray(), cancellation);
            await process.StandardInput.BaseStream.FlushAsync(cancellation);
        }
        catch (IOException)
        {
            // It died at once; whoever reads its answer hears why.
        }
        catch
        {
            await query.DisposeAsync();
            throw;
        }

        return query;
    }

    /// <summary>The next line of the answer.</summary>
    /// <exception cref="SensoriumException">SN5001 a data file is damaged; SN5010 the query failed; SN5011 the process ended or took too long.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> Next(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _timeout.Token);
        ReadOnlyMemory<byte>? line;
        try
        {
            line = await _lines.Next(either.Token);
        }
        catch (OperationCanceledException) when (_timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new SensoriumException("SN5011", $"the query took longer than {_limit.TotalSeconds:0.###} s, and was ended.", "ask for less, or raise query.timeout.");
        }
        catch (InvalidDataException)
        {
            line = null;
        }

        if (line is null)
        {
            throw await Death(cancellation);
        }

        if (line.Value.Span.StartsWith("{\"error\""u8))
        {
            using var error = JsonDocument.Parse(line.Value);
            throw Failure(error.RootElement);
        }

        return line.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        QueryMeter.Ended();
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _timeout.Dispose();
        _scratch.Dispose();
    }

    private SensoriumException Failure(JsonElement error)
    {
        var message = error.GetProperty("error").GetString()!;
        if (Request.Paths.FirstOrDefault(path => message.Contains(path, StringComparison.Ordinal)) is { } damaged)
        {
            return new(
                ErrorCodes.DamagedTable,
                $"the data file {damaged} is damaged: {message}",
                "restore the file from a backup, query the table as of an earlier version, or rebuild it.");
        }

        if (OutOfMemory().IsMatch(message))
        {
            return NeedsMore();
        }

        var place = error.GetProperty("place") is { ValueKind: JsonValueKind.Number } offset ? TextLocation.Of(Request.Sql, offset.GetInt32()) : (TextLocation?)null;
        return new(
            ErrorCodes.QueryFailed,
            $"the query failed{(place is { } at ? $" at line {at.Line}, column {at.Column}" : "")}: {message}",
            "fix the SQL; a query is one SELECT over tables of the lake, and reaches nothing else.")
        {
            Place = place,
        };
    }

    private async Task<SensoriumException> Death(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        var code = _process.ExitCode;
        string said;
        lock (_errors)
        {
            said = string.Join(' ', _errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(2));
        }

        if (OutOfMemory().IsMatch(said))
        {
            return NeedsMore();
        }

        // A signal shows as 128 and its number.
        var why = code switch
        {
            137 => "was killed (signal 9), by the system when memory runs out",
            > 128 => $"was ended by signal {code - 128}",
            _ => $"ended with exit code {code}",
        };
        return new(
            "SN5011",
            $"the query's process {why}{(said.Length > 0 ? $": {said}" : "")}. Nothing else was touched.",
            "ask for less, or lower query.memory so that it spills instead.");
    }

    private SensoriumException NeedsMore() => new(
        ErrorCodes.QueryFailed,
        $"the query needed more than query.memory ({Request.MemoryBytes >> 20} MiB), and was ended. Nothing else was touched.",
        "ask for less, such as shorter texts or fewer groups, or raise query.memory.");

    /// <summary>What DuckDB, the C++ library and .NET say when the system gives no more memory.</summary>
    [GeneratedRegex("out of memory|bad_alloc|failed to allocate|OutOfMemoryException|could not allocate|cannot allocate memory", RegexOptions.IgnoreCase)]
    private static partial Regex OutOfMemory();
}
