namespace Zrepl.Web.Security;

/// <summary>Says that who asks cannot be looked up, and that it works again, when that changes: every request, and every open page every few seconds, meets the same.</summary>
internal sealed class LookUps(ILogger<LookUps> logger)
{
    private string? _problem;

    /// <summary>One failed.</summary>
    public void Failed(string problem)
    {
        if (Interlocked.Exchange(ref _problem, problem) != problem) logger.CannotLookUp(problem);
    }

    /// <summary>One did not.</summary>
    public void Succeeded()
    {
        if (Volatile.Read(ref _problem) is not null && Interlocked.Exchange(ref _problem, null) is not null) logger.LooksUpAgain();
    }
}
