namespace Zrepl.Web.Security.Accounts;

/// <summary>Which passwords are taken: long ones. Length is what counts; rules about digits and signs make people write passwords down.</summary>
public static class PasswordRules
{
    /// <summary>Characters at least.</summary>
    public const int Shortest = 10;

    /// <summary>Characters at most, so that nobody keeps the machine busy with hashing.</summary>
    public const int Longest = 200;

    /// <summary>What is wrong with a password, in a sentence; null if nothing is.</summary>
    public static string? ProblemOf(string password, string userName) => password switch
    {
        { Length: < Shortest } => $"The password has {password.Length} characters; it needs at least {Shortest}.",
        { Length: > Longest } => $"The password has {password.Length} characters; at most {Longest} are allowed.",
        _ when password.Contains(userName, StringComparison.OrdinalIgnoreCase) => "The password must not contain the user name.",
        _ when password.Distinct().Count() < 4 => "The password repeats the same few characters.",
        _ => null,
    };
}
