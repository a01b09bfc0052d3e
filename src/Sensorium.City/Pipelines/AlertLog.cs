using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Formats;

namespace Sensorium.City.Pipelines;

/// <summary>
/// The first way of alerts to people: <c>alerts.log</c>, an object a line for each episode that is raised or cleared. A line may come
/// twice after a crash, with the same episode and event; none is lost, and none is half there.
/// </summary>
/// <param name="path">Of the file; what it was before it grew beyond its size has <c>.1</c> behind its name.</param>
/// <param name="isMuted">Whether people have muted an alert, by its name, and a key of it, as JSON; its lines say so.</param>
/// <param name="largest">In bytes.</param>
internal sealed class AlertLog(IFileSystem files, string path, Func<string, string, bool>? isMuted = null, long largest = 16 << 20)
{
    private const int TailBytes = 4096;

    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _lines = new();

    /// <summary>Returns when the rows, of the alerts table, are on the disk. Pipelines call it from their own activities.</summary>
    public void Append(Batch rows)
    {
        lock (_gate)
        {
            Write(rows);
            TurnOver();
            var isNew = !files.FileExists(path);
            using (var file = files.Open(path, isNew ? FileAccessMode.CreateNew : FileAccessMode.ReadWrite))
            {
                var end = EndOfLastLine(file);
                file.SetLength(end);
                file.Write(_lines.WrittenSpan, end);
                file.Sync();
            }

            if (isNew)
            {
                files.SyncDirectory(Folder);
            }
        }
    }

    private string Folder => Path.GetDirectoryName(path)!;

    private void Write(Batch rows)
    {
        _lines.ResetWrittenCount();
        for (var row = 0; row < rows.Count; row++)
        {
            using (var json = new Utf8JsonWriter(_lines, _options))
            {
                json.WriteStartObject();
                for (var column = 0; column < rows.Columns.Length; column++)
                {
                    Write(json, rows.Schema[column].Name, rows.Columns[column], row);
                }

                if (isMuted is not null && isMuted(rows.Text(2)[row].ToString(), rows.Text(5)[row].ToString()))
                {
                    json.WriteBoolean("muted", true);
                }

                json.WriteEndObject();
            }

            _lines.Write("\n"u8);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, Column column, int row)
    {
        json.WritePropertyName(name);
        if (name is "key" or "details")
        {
            json.WriteRawValue(((TextColumn)column)[row].Span); // It is JSON already.
        }
        else
        {
            CellJson.Write(json, column, row);
        }
    }

    private void TurnOver()
    {
        long length;
        if (!files.FileExists(path))
        {
            return;
        }

        using (var file = files.Open(path, FileAccessMode.Read))
        {
            length = file.Length;
        }

        if (length + _lines.WrittenCount > largest && length > 0)
        {
            files.Rename(path, path + ".1");
            files.SyncDirectory(Folder);
        }
    }

    /// <summary>Behind the last line that a crash has not cut.</summary>
    private static long EndOfLastLine(IFile file)
    {
        Span<byte> tail = stackalloc byte[TailBytes];
        for (var end = file.Length; end > 0;)
        {
            var start = Math.Max(0, end - TailBytes);
            var read = file.Read(tail[..(int)(end - start)], start);
            if (tail[..read].LastIndexOf((byte)'\n') is var at and >= 0)
            {
                return start + at + 1;
            }

            end = start;
        }

        return 0;
    }
}
