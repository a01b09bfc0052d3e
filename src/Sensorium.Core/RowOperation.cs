namespace Sensorium.Core;

/// <summary>What a row does to the table it goes to.</summary>
public enum RowOperation : byte
{
    Insert,

    /// <summary>Takes the place of the row with the same primary key, or is inserted where there is none.</summary>
    Update,

    /// <summary>Removes the row with the same primary key; the other columns have no meaning.</summary>
    Delete,
}
