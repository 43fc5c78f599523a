namespace Zrepl.Engine.Tracing;

/// <summary>The job for which a flow works: in every log line, in the list of running commands, in metrics.</summary>
public static class JobScope
{
    /// <summary>Name of the fact in log lines.</summary>
    public const string Field = "job";

    /// <summary>Name of the job the running code works for, or null.</summary>
    public static string? Current => LogFields.Find(Field);

    /// <summary>Works for a job until the result is disposed; internal ones are called <c>_control</c> and <c>_prometheus</c>.</summary>
    public static LogFieldScope Enter(string job) => LogFields.Push(Field, job);
}
