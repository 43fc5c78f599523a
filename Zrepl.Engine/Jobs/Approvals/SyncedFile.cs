using Zrepl.Engine.Configuration.Editing;

namespace Zrepl.Engine.Jobs.Approvals;

/// <summary>Writes a small file so that at every moment, also after a power cut, the old or the new content is there and whole.</summary>
internal static class SyncedFile
{
    /// <summary>Writes; nobody else can read it.</summary>
    /// <returns>Null, or why the new content, which is written, might not survive a power cut.</returns>
    /// <exception cref="IOException">It cannot be written; the file is as it was.</exception>
    public static string? Write(string path, byte[] content) => Write(path, content, DiskCalls.SyncDirectory);

    internal static string? Write(string path, byte[] content, Action<string> syncDirectory)
    {
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        try
        {
            syncDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
            return null;
        }
        catch (IOException failure)
        {
            return failure.Message; // the rename has happened
        }
    }
}
