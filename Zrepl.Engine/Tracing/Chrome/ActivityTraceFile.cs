namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>The trace file a person asks for with the environment variable <c>ZREPL_ACTIVITY_TRACE</c>, for any command.</summary>
public static class ActivityTraceFile
{
    /// <summary>The variable; its value is the path of the file, which is created or emptied.</summary>
    public const string Variable = "ZREPL_ACTIVITY_TRACE";

    /// <summary>Opens the file and attaches it to the tracer.</summary>
    /// <param name="variable">Reads the environment.</param>
    /// <param name="problem">Hears why the file cannot be written; the command goes on without it (upstream ends with a panic).</param>
    /// <returns>To be disposed when the command ends; null if nobody asked or the file cannot be written.</returns>
    public static ChromeTraceSink? Open(Func<string, string?> variable, Action<string> problem)
    {
        if (variable(Variable) is not { Length: > 0 } path) return null;
        try
        {
            var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite,
                Options = FileOptions.Asynchronous,
                BufferSize = 0, // the writer gathers
            });
            var sink = new ChromeTraceSink(file, new ChromeTraceOptions(), TimeProvider.System);
            Tracer.Attach(sink);
            return sink;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            problem($"{Variable}={path}: the trace file cannot be written: {failure.Message}");
            return null;
        }
    }
}
