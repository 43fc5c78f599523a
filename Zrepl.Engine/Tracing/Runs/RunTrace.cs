namespace Zrepl.Engine.Tracing.Runs;

/// <summary>The recorded trace of one run, as listed.</summary>
/// <param name="Name">Job, begin and number; its text is the file's name and serves as an id.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="IsRunning">True while events are added.</param>
public sealed record RunTrace(RunTraceName Name, long Bytes, bool IsRunning);
