namespace Zrepl.Engine.Configuration.Editing;

/// <summary>
/// Puts other content into a file so that at every moment, also after a power cut, the old or the new content is there and whole: written beside it,
/// synced, renamed over it, the directory synced. Mode and owner stay; a symbolic link stays one, and what it points to is replaced.
/// </summary>
public static class FileReplacement
{
    /// <summary>Replaces the content if it is still the expected one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">Revision of the content that is replaced.</param>
    /// <param name="content">The new content.</param>
    /// <exception cref="ConfigurationFileException">It was changed meanwhile, or cannot be written; the file is as it was.</exception>
    public static void Replace(string path, string expected, byte[] content)
    {
        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            var temporary = Path.Combine(Path.GetDirectoryName(target) ?? "/", $".{Path.GetFileName(target)}.{Guid.NewGuid():N}");
            try
            {
                WriteBeside(temporary, target, content);
                // As late as possible: an editor on the machine may have saved while we were asked to.
                if (ConfigurationFile.RevisionOf(File.ReadAllBytes(target)) != expected)
                    throw new ConfigurationFileException($"{path} was changed on disk meanwhile; nothing was written. Load it again and make the change there");
                File.Move(temporary, target, overwrite: true);
            }
            finally
            {
                File.Delete(temporary); // not there after the move
            }

            DiskCalls.SyncDirectory(Path.GetDirectoryName(target) ?? "/");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationFileException($"{path} cannot be written: {failure.Message}", failure);
        }
    }

    private static void WriteBeside(string temporary, string target, byte[] content)
    {
        using var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        DiskCalls.CopyOwner(target, file.SafeFileHandle); // before the mode: a change of owner takes special bits away
        File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(target));
        file.Write(content);
        file.Flush(flushToDisk: true);
    }
}
