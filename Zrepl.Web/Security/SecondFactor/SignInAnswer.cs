namespace Zrepl.Web.Security.SecondFactor;

/// <summary>What came of a right password.</summary>
internal abstract record SignInAnswer
{
    private SignInAnswer() { }

    /// <summary>A session was opened.</summary>
    public sealed record Open(Actor Actor) : SignInAnswer;

    /// <summary>A code is wanted too, together with this ticket.</summary>
    public sealed record WantsCode(string Ticket) : SignInAnswer;
}
