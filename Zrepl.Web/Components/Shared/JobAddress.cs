namespace Zrepl.Web.Components.Shared;

/// <summary>Addresses of pages about a job.</summary>
internal static class JobAddress
{
    /// <summary>The job's page.</summary>
    public static string Of(string job) => "/jobs/" + Uri.EscapeDataString(job);

    /// <summary>What pruning it would destroy.</summary>
    public static string PreviewOf(string job) => Of(job) + "/prune";

    /// <summary>How the copy of one of its datasets stands.</summary>
    public static string RepairOf(string job, string dataset) => $"{Of(job)}/repair/{string.Join('/', dataset.Split('/').Select(Uri.EscapeDataString))}";

    /// <summary>The form with which it is changed.</summary>
    public static string FormOf(string job) => "/configuration/jobs/" + Uri.EscapeDataString(job);

    /// <summary>The form for a new one.</summary>
    public static string FormForNew(string type) => "/configuration/add/" + type;
}
