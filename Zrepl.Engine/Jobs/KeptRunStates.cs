using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs.Approvals;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// Keeps the states of jobs in a file of its own beside another store. The database may be locked, full or set aside when the daemon starts, and a job that
/// somebody paused must stay paused all the same. A pause is on disk when whoever asked for it is answered; the rest follows within a second. Thread-safe.
/// </summary>
public sealed class KeptRunStates : IRunStateStore, IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly IRunStateStore _other;
    private readonly ILogger _logger;
    private readonly ITimer _later;
    private ImmutableSortedDictionary<string, JobRunState> _states = ImmutableSortedDictionary.Create<string, JobRunState>(StringComparer.Ordinal);
    private bool _isChanged, _isPlanned;
    private string? _told;

    /// <summary>Reads the file; one that is not there is empty.</summary>
    /// <param name="path">The file.</param>
    /// <param name="other">Told everything too; asked for jobs that are not in the file, and for copies.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Told what cannot be read or written.</param>
    public KeptRunStates(string path, IRunStateStore other, TimeProvider clock, ILogger logger)
    {
        (_path, _other, _logger) = (path, other, logger);
        _later = clock.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Read();
    }

    /// <inheritdoc/>
    public ValueTask<JobRunState> LoadAsync(JobName job, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_states.TryGetValue(job.Text, out var known)) return ValueTask.FromResult(known);
        }

        return _other.LoadAsync(job, cancellation);
    }

    /// <inheritdoc/>
    public void Save(JobName job, JobRunState state)
    {
        lock (_lock)
        {
            var before = _states.GetValueOrDefault(job.Text, JobRunState.Unknown);
            _states = _states.SetItem(job.Text, state);
            _isChanged = true;
            if (before.IsPaused != state.IsPaused || before.PausedUntil != state.PausedUntil) Write();
            else if (!_isPlanned) _isPlanned = _later.Change(Delay, Timeout.InfiniteTimeSpan);
        }

        _other.Save(job, state);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<DatasetCopy>> LoadCopiesAsync(JobName job, CancellationToken cancellation) => _other.LoadCopiesAsync(job, cancellation);

    /// <inheritdoc/>
    public void SaveCopies(JobName job, ImmutableArray<DatasetCopy> copies) => _other.SaveCopies(job, copies);

    /// <inheritdoc/>
    public void Dispose()
    {
        _later.Dispose();
        Flush();
    }

    /// <summary>Writes what has changed.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            _isPlanned = false;
            if (_isChanged) Write();
        }
    }

    private void Write()
    {
        try
        {
            // What may be lost in a power cut all the same is what a file system does; there is nobody to ask again.
            SyncedFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(_states, RunStatesJson.Default.ImmutableSortedDictionaryStringJobRunState));
            (_isChanged, _told) = (false, null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (_told != failure.Message) _logger.CannotKeepStates(_path, failure.Message);
            _told = failure.Message;
        }
    }

    private void Read()
    {
        if (!File.Exists(_path)) return;
        try
        {
            var states = JsonSerializer.Deserialize(File.ReadAllBytes(_path), RunStatesJson.Default.ImmutableSortedDictionaryStringJobRunState);
            if (states is null || states.Values.Any(state => state is null)) throw new JsonException("a job without a state");
            _states = states.WithComparers(StringComparer.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            _logger.CannotReadStates(_path, failure.Message);
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, JobRunState>))]
internal sealed partial class RunStatesJson : JsonSerializerContext;
