using System.Text;
using Serilog.Events;

namespace Zrepl.Engine.Logging.Outlets;

/// <summary>
/// Appends lines to a file (mode 0640), and keeps doing so while logrotate renames, deletes or truncates it: a file that was moved away is
/// left and the path opened anew.
/// </summary>
internal sealed class FileLogWriter(string path) : ILogWriter
{
    private FileStream? _file;

    public string Target => path;

    public ValueTask WriteAsync(LogEvent entry, string line, CancellationToken cancellation)
    {
        if (_file is not null && IsReplaced(_file)) Close();
        _file ??= Open();
        try
        {
            // At the present end, not at the one we remember: the file may have been truncated.
            RandomAccess.Write(_file.SafeFileHandle, Encoding.UTF8.GetBytes(line + '\n'), RandomAccess.GetLength(_file.SafeFileHandle));
        }
        catch (IOException)
        {
            Close(); // opened anew with the next line
            throw;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    // .NET shows no inode numbers. We are the only writer, so our file and the one at the path are the same as long as they grow together.
    private bool IsReplaced(FileStream file)
    {
        var atPath = new FileInfo(path);
        return !atPath.Exists || atPath.Length != RandomAccess.GetLength(file.SafeFileHandle);
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        return new FileStream(path, options);
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
