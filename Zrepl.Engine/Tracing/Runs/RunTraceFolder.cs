using System.Collections.Immutable;

namespace Zrepl.Engine.Tracing.Runs;

/// <summary>The folder with the trace files: naming, listing, opening, deleting the oldest. Thread-safe.</summary>
internal sealed class RunTraceFolder(RunTraceOptions options, TimeProvider clock)
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly KeptTraces _kept = new(options.KeepPerJob, options.KeepBytes);
    private long? _readAt;

    /// <summary>Creates the file of a run. Only we may read it: it names datasets and commands.</summary>
    /// <exception cref="IOException">The disk is full, read-only or gone.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not ours.</exception>
    public FileStream Create(RunTraceName name)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(options.Directory);
        else Directory.CreateDirectory(options.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.Asynchronous,
            BufferSize = 0, // the writer gathers
        };
        if (!OperatingSystem.IsWindows()) file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(PathOf(name), file);
    }

    /// <summary>Every trace in the folder, the newest first. An absent folder is empty.</summary>
    public ImmutableArray<RunTrace> List(Func<RunTraceName, bool> isRunning)
    {
        if (!Directory.Exists(options.Directory)) return [];
        return
        [
            .. from file in new DirectoryInfo(options.Directory).EnumerateFiles("*" + RunTraceName.Extension)
               let name = RunTraceName.TryParse(file.Name, out var parsed) ? parsed : null
               where name is not null
               orderby name.StartedAt descending, name.Number descending, name.Job
               select new RunTrace(name, LengthOf(file), isRunning(name), WrittenAt(file)),
        ];
    }

    /// <summary>Opens a trace for reading, or null if there is none of this name.</summary>
    public Stream? Open(RunTraceName name)
    {
        try
        {
            return new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    /// <summary>Says when a recording ended, for <see cref="RunTrace.WrittenAt"/>.</summary>
    /// <exception cref="IOException">It cannot be said.</exception>
    public void Mark(RunTraceName name, DateTimeOffset end) => File.SetLastWriteTimeUtc(PathOf(name), end.UtcDateTime);

    /// <summary>Deletes the oldest traces beyond the bounds, never one that is being written.</summary>
    /// <param name="written">The one that was written last.</param>
    /// <param name="isRunning">True for those that are being written.</param>
    /// <exception cref="IOException">The folder cannot be read or a file not deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not ours.</exception>
    public void DeleteOldest(RunTraceName written, Func<RunTraceName, bool> isRunning)
    {
        lock (_lock)
        {
            if (_readAt is { } readAt && clock.GetElapsedTime(readAt) < ReadAgainAfter) _kept.Put(written, LengthOf(new FileInfo(PathOf(written))));
            else
            {
                _kept.Reset(List(isRunning));
                _readAt = clock.GetTimestamp();
            }

            foreach (var name in _kept.Surplus(isRunning))
            {
                File.Delete(PathOf(name));
                _kept.Remove(name);
            }
        }
    }

    private string PathOf(RunTraceName name) => Path.Combine(options.Directory, name.ToString());

    private static DateTimeOffset WrittenAt(FileInfo file) => new(file.LastWriteTimeUtc, TimeSpan.Zero); // the year 1601 if it was deleted since it was listed

    private static long LengthOf(FileInfo file)
    {
        try { return file.Length; }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException) { return 0; } // deleted since it was listed
    }
}
