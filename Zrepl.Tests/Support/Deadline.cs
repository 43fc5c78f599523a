namespace Zrepl.Tests.Support;

/// <summary>Real time after which a test that waits for something counts as hung; never reached by a test that passes.</summary>
internal static class Deadline
{
    public static readonly TimeSpan OfATest = TimeSpan.FromMinutes(3);
}
