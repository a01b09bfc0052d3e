namespace Sensorium.Core.Files;

public enum FileAccessMode
{
    /// <summary>An existing file, for reading.</summary>
    Read,

    /// <summary>An existing file, for reading and writing.</summary>
    ReadWrite,

    /// <summary>A new file, for reading and writing; fails where one stands.</summary>
    CreateNew,

    /// <summary>A new or emptied file, for reading and writing.</summary>
    Create,

    /// <summary>As <see cref="Create"/>; where the file is new, its owner alone may read it.</summary>
    CreatePrivate,
}
