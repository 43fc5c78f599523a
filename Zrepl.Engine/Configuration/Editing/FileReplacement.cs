using System.Globalization;

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
    /// <param name="lastLook">Called right before the new content takes the place of the old one; what it throws leaves the file as it was.</param>
    /// <returns>Null, or why the new content, which is written, might not survive a power cut.</returns>
    /// <exception cref="ConfigurationChangedException">It was changed meanwhile; the file is as it was.</exception>
    /// <exception cref="ConfigurationFileException">It cannot be written; the file is as it was.</exception>
    public static string? Replace(string path, string expected, byte[] content, Action? lastLook = null) => Replace(path, expected, content, lastLook, DiskCalls.SyncDirectory);

    internal static string? Replace(string path, string expected, byte[] content, Action? lastLook, Action<string> syncDirectory)
    {
        try
        {
            var target = TargetOf(path);
            var directory = DirectoryOf(target);
            foreach (var left in Directory.EnumerateFiles(directory, $".{Path.GetFileName(target)}.{new string('?', 32)}")) File.Delete(left); // of one who died while he wrote
            var temporary = Path.Combine(directory, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}");
            try
            {
                WriteBeside(temporary, target, content);
                // As late as possible: an editor on the machine may have saved while we were asked to.
                if (ConfigurationFile.RevisionOf(File.ReadAllBytes(target)) != expected)
                    throw new ConfigurationChangedException($"{path} was changed on disk meanwhile; nothing was written. Load it again and make the change there");
                lastLook?.Invoke();
                File.Move(temporary, target, overwrite: true);
            }
            finally
            {
                File.Delete(temporary); // not there after the move
            }

            return Doubt(directory, syncDirectory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationFileException($"{path} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>Keeps what a file says in another one beside it, with its mode and owner.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it says.</param>
    /// <param name="at">When, for the name.</param>
    /// <returns>The other file, and why it might not survive a power cut, or null.</returns>
    /// <exception cref="ConfigurationFileException">That is not possible.</exception>
    public static (string Path, string? Doubt) KeepBeside(string path, byte[] content, DateTimeOffset at)
    {
        var beside = $"{TargetOf(path)}.previous-{at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss.fff", CultureInfo.InvariantCulture)}";
        try
        {
            WriteBeside(beside, TargetOf(path), content);
            return (beside, Doubt(DirectoryOf(beside), DiskCalls.SyncDirectory));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationFileException($"{beside} cannot be written: {failure.Message}", failure);
        }
    }

    // The rename has happened: whoever reads the file now reads the new content.
    private static string? Doubt(string directory, Action<string> syncDirectory)
    {
        try
        {
            syncDirectory(directory);
            return null;
        }
        catch (IOException failure)
        {
            return failure.Message;
        }
    }

    private static string TargetOf(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    private static string DirectoryOf(string path) => Path.GetDirectoryName(path) ?? "/";

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
