namespace Sensorium.Simulation.Disks;

/// <summary>
/// A change of names that is not yet durable: <paramref name="Node"/> gets the name in <paramref name="Folder"/> (null removes the
/// name) and loses the old one, if any. It survives a power cut whole or not at all.
/// </summary>
internal sealed record FolderChange(DiskFolder Folder, string Name, DiskNode? Node, DiskFolder? OldFolder = null, string? OldName = null)
{
    internal bool Touches(DiskFolder folder) => Folder == folder || OldFolder == folder;

    internal bool Names(DiskFolder folder, string name) =>
        (Folder == folder && Name == name) || (OldFolder == folder && OldName == name);

    internal void MakeDurable()
    {
        // Only the node that moved: since then the old name may have been given to another one.
        if (OldFolder is not null && OldFolder.DurableEntries.TryGetValue(OldName!, out var old) && old == Node)
        {
            OldFolder.DurableEntries.Remove(OldName!);
        }

        if (Node is null)
        {
            Folder.DurableEntries.Remove(Name);
        }
        else
        {
            Folder.DurableEntries[Name] = Node;
        }
    }
}
