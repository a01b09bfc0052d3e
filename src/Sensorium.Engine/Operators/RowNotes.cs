using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.Operators;

/// <summary>What is worth knowing of an input's records beside their fates.</summary>
internal struct RowNotes
{
    /// <summary>Rows late for some of the windows over them, but not for all.</summary>
    public long PartlyLate;

    /// <summary>Accepted records in which several spellings of a column had a value.</summary>
    public long Conflicts;

    /// <summary>Members that came twice in an accepted record.</summary>
    public long DuplicateKeys;

    public static RowNotes Load(ref StateReader reader) => new()
    {
        PartlyLate = reader.Long(),
        Conflicts = reader.Long(),
        DuplicateKeys = reader.Long(),
    };

    public readonly void Save(StateWriter writer)
    {
        writer.Long(PartlyLate);
        writer.Long(Conflicts);
        writer.Long(DuplicateKeys);
    }

    /// <summary>Moves another's counts here.</summary>
    public void Take(ref RowNotes other)
    {
        PartlyLate += other.PartlyLate;
        Conflicts += other.Conflicts;
        DuplicateKeys += other.DuplicateKeys;
        other = default;
    }
}
