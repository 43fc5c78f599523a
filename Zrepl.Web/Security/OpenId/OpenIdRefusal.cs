namespace Zrepl.Web.Security.OpenId;

/// <summary>Why somebody who came from the identity provider was not let in, as a word in the address of the sign-in page and as a sentence.</summary>
internal static class OpenIdRefusal
{
    public const string NoRole = "no-role";
    public const string NameTaken = "name-taken";
    public const string Database = "database";
    public const string Provider = "provider";

    /// <summary>The sentence for a word; null: there is no such word.</summary>
    public static string? Sentence(string? word, string provider) => word switch
    {
        NoRole => $"{provider} knows you, but nothing it says of you gives you a role here. Ask whoever looks after this installation; the audit says what it said.",
        NameTaken => "There is a user of your name here who has a password of their own. Ask an administrator to remove or rename that user.",
        Database => "Nobody can be let in now: the database cannot be used. Jobs go on meanwhile.",
        Provider => $"Signing in with {provider} did not work. Try once more; the log says what went wrong.",
        _ => null,
    };
}
