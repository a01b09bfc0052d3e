using Sensorium.Core;
using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Delta;

/// <summary>What a Delta table can be refused for.</summary>
internal static class DeltaErrors
{
    public static SensoriumException Damaged(string table, string what, Exception? inner = null) => new(
        ErrorCodes.DamagedTable,
        $"the log of table {table} is damaged: {what}",
        "restore the file from a backup, query the table as of an earlier version, or rebuild it.",
        inner);

    public static SensoriumException DamagedFile(string table, string path, string what) => new(
        ErrorCodes.DamagedTable,
        $"the data file {path} of table {table} is damaged: {what}.",
        "restore the file from a backup, query the table as of an earlier version, or rebuild it.");

    public static SensoriumException Newer(string table, string what) => new(
        "SN5002",
        $"table {table} {what}, which this release does not know.",
        "read it with another engine, or rewrite it there without that feature.");

    public static SensoriumException UnknownType(string table, string column, string type) => new(
        "SN5003",
        $"column {column} of table {table} has the type {type}, which this release does not read.",
        "read the table with another engine, or rewrite the column as one of the types in docs/lake.md.");

    public static SensoriumException OtherColumns(string table, string found, string wanted) => new(
        "SN5004",
        $"table {table} stands with other columns: ({found}) instead of ({wanted}).",
        "give the statement another table name, or rebuild the table.");

    public static SensoriumException OnlyInserts(string table) => new(
        "SN5030",
        $"table {table} was given rows to change or remove, and takes new rows only.",
        "write the changes into a sink that takes them; in SQL, aggregate over a window instead.");

    public static SensoriumException NoVersion(string table, string asked, string there) => new(
        "SN5006",
        $"table {table} has no version {asked}; {there}.",
        "`sensorium lake history` lists the versions there are.");

    public static SensoriumException Outside(string table, string path) => new(
        "SN5007",
        $"table {table} names a data file outside its own folder: {path}.",
        "copy the table with the engine that wrote it, so that its files lie in its folder.");

    /// <summary>Whether a full disk, a folder that may not be written or a file that is no Parquet has stopped the work.</summary>
    public static bool IsOfDisk(Exception error) => error is IOException or UnauthorizedAccessException or DuckDbException;

    public static SensoriumException Unwritable(string table, Exception error) => new(
        "SN5018",
        $"table {table} cannot be written: {error.Message.Split('\n')[0]}",
        "make room on the disk of the lake and of the data folder's scratch, or let this user write there; nothing of the table has changed.",
        error);

    public static SensoriumException EmptyPartition(string table, string column) => new(
        "SN5019",
        $"table {table} is partitioned by {column}, and a row has an empty text there, which Delta cannot tell from NULL.",
        $"write nullif({column}, '') to mean NULL, or give the empty text a name of its own.");

    public static SensoriumException StagedFileGone(string table, string path) => new(
        "SN5008",
        $"the file {path}, staged for table {table} before the last stop, is gone.",
        "restore it from a backup, or rebuild the table.");
}
