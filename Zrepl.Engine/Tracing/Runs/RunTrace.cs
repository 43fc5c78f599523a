namespace Zrepl.Engine.Tracing.Runs;

/// <summary>The recorded trace of one run, as listed.</summary>
/// <param name="Name">Job, begin and number; its text is the file's name and serves as an id.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="IsRunning">True while events are added.</param>
/// <param name="WrittenAt">When the last event was written, which is the end of the run once it is over.</param>
public sealed record RunTrace(RunTraceName Name, long Bytes, bool IsRunning, DateTimeOffset WrittenAt)
{
    /// <summary>How long the recording is, as far as the file's times tell.</summary>
    public TimeSpan Length => WrittenAt > Name.StartedAt ? WrittenAt - Name.StartedAt : TimeSpan.Zero;
}
