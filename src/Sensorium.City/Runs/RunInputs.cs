using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Engine.Execution;
using Sensorium.Engine.Sources;
using Sensorium.Sql.Plan;

namespace Sensorium.City.Runs;

/// <summary>The input files of a run, by stream. Each pipeline reads them for itself: its ledger speaks of its own records.</summary>
internal sealed class RunInputs
{
    private const int MostShown = 120;
    private const string StandardInput = "/dev/stdin";

    private readonly CityProgram _program;
    private readonly Dictionary<string, List<(string Given, string Path)>> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="given"><c>STREAM=FILE</c>, any number for a stream; <c>-</c> is standard input.</param>
    /// <exception cref="SensoriumException">SN1021: one names no stream of the program, or a stream has none.</exception>
    public RunInputs(IReadOnlyList<string> given, CityProgram program)
    {
        _program = program;
        string[] names = [.. program.Streams.Select(stream => stream.Name)];
        foreach (var input in given)
        {
            var at = input.IndexOf('=', StringComparison.Ordinal);
            if (at < 0)
            {
                throw new SensoriumException(
                    "SN1021", $"--input {input} names no file.", $"write --input STREAM=FILE with one of {Spelling.List(names)}.");
            }

            var name = input[..at];
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new SensoriumException(
                    "SN1021", $"--input {input}: the SQL declares no stream {name}.", Spelling.Advice(name, names));
            }

            if (!_files.TryGetValue(name, out var files))
            {
                _files[name] = files = [];
            }

            var path = input[(at + 1)..];
            files.Add((path, path == "-" ? StandardInput : Path.GetFullPath(path)));
        }

        if (names.FirstOrDefault(name => !_files.ContainsKey(name)) is { } missing)
        {
            throw new SensoriumException("SN1021", $"stream {missing} has no input.", $"add --input {missing}=FILE.");
        }
    }

    /// <summary>Reads what cannot be read twice, such as a pipe, once into a file of the folder.</summary>
    /// <param name="openStandardInput">Gives what <c>-</c> is.</param>
    /// <exception cref="SensoriumException">SN1083: the folder's disk does not take it.</exception>
    public async Task Spool(string folder, Func<Stream> openStandardInput, CancellationToken cancellation)
    {
        var spooled = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var files in _files.Values)
        {
            for (var i = 0; i < files.Count; i++)
            {
                var (given, path) = files[i];
                if (!spooled.TryGetValue(path, out var copy))
                {
                    await using var pipe = given == "-" ? openStandardInput() : OpenPipe(path);
                    if (pipe is null)
                    {
                        continue;
                    }

                    spooled[path] = copy = Path.Combine(folder, $"input-{spooled.Count}");
                    await Copy(given, pipe, copy, cancellation);
                }

                files[i] = (given, copy);
            }
        }
    }

    /// <summary>Each stream with its files, opened from their beginning.</summary>
    public List<PipelineInput> Open() => [.. _program.Streams.Select(stream => Open(stream, _files[stream.Name]))];

    /// <summary>A physical stream with the files of all that are declared over it.</summary>
    public PipelineInput OpenPhysical(string name)
    {
        var declared = _program.Streams.Where(stream => stream.PhysicalName == name).ToList();
        return Open(declared[0], [.. declared.SelectMany(stream => _files[stream.Name]).DistinctBy(file => file.Path)]);
    }

    public static void Close(IEnumerable<PipelineInput> inputs)
    {
        foreach (var input in inputs)
        {
            ((FileSource)input.Source).Dispose();
        }
    }

    /// <summary>A wrong delimiter or a misspelt column rejects every row, or leaves it null: the header tells why.</summary>
    public void TellMissingColumns(Action<string> say)
    {
        var inputs = Open();
        foreach (var input in inputs)
        {
            for (var file = 0; file < input.Source.Partitions.Count; file++)
            {
                if (input.CsvHeader!(file) is not { } header)
                {
                    continue;
                }

                var missing = input.Stream.Columns
                    .Where(column => !(column.Spellings.Count > 0 ? column.Spellings : [column.Field.Name]).Any(header.Contains))
                    .Select(column => column.Field.Name)
                    .ToList();
                if (missing.Count > 0)
                {
                    var text = Printable(string.Join(input.Stream.Csv.Delimiter, header));
                    say(
                        $"{_files[input.Stream.Name][file].Given}: its header has nothing for {string.Join(", ", missing)} of stream "
                            + $"{input.Stream.Name}. It reads: {text}");
                }
            }
        }

        Close(inputs);
    }

    private static PipelineInput Open(StreamDefinition stream, List<(string Given, string Path)> files)
    {
        var source = new FileSource(
            new LocalFileSystem(), stream.PhysicalName, [.. files.Select(file => file.Path)], stream.FileFormat, stream.Csv);
        return new(stream.OfFiles(), source, source.Header);
    }

    /// <returns>Null for a file that can be read again, or is not there.</returns>
    private static FileStream? OpenPipe(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (!file.CanSeek)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    private static async Task Copy(string given, Stream pipe, string path, CancellationToken cancellation)
    {
        try
        {
            await using var file = File.Create(path);
            await pipe.CopyToAsync(file, cancellation);
        }
        catch (IOException error)
        {
            throw new SensoriumException(
                "SN1083",
                $"the input {given} cannot be kept in {Path.GetDirectoryName(path)} while it is read: {error.Message}",
                "make room there, or name a folder on a larger disk with TMPDIR.",
                error);
        }
    }

    /// <summary>So much of a text as a line of a terminal shows, whatever it holds.</summary>
    private static string Printable(string text)
    {
        var shown = text.Length > MostShown ? text[..MostShown] + "…" : text;
        return string.Create(shown.Length, shown, (line, from) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(from[i]) ? '·' : from[i];
            }
        });
    }
}
