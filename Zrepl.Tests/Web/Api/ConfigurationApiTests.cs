using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Api;

/// <summary><c>/api/v1/config</c>: the file is read, checked, reviewed and saved, never over somebody else's change (design D3).</summary>
public sealed class ConfigurationApiTests : IAsyncLifetime
{
    private const string Job = "[{ type: snap, name: new, filesystems: { 'tank<': true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }]";

    private readonly RunningDaemon _daemon = new();

    public async ValueTask InitializeAsync() => await _daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task A_file_is_saved_under_the_revision_it_was_read_with()
    {
        using var file = await _daemon.Web.GetAsync("/api/v1/config/file", _daemon.Limit);
        Assert.True(file.Headers.CacheControl?.NoStore); // it may hold passwords
        var (text, tag) = (await file.Content.ReadAsStringAsync(_daemon.Limit), file.Headers.ETag?.Tag ?? "");
        var changed = text.Replace("jobs: []", $"jobs: {Job}", StringComparison.Ordinal);

        Assert.Equal((HttpStatusCode)428, await PutAsync(changed, null));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PutAsync(changed, "\"0123456789abcdef\""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PutAsync("jobs: [{ type: snap }]", tag));
        Assert.Equal(text, File.ReadAllText(_daemon.ConfigurationPath));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(changed, tag));
        Assert.Equal(changed, File.ReadAllText(_daemon.ConfigurationPath));
        Assert.Equal("new", Assert.Single(_daemon.Jobs.Configurations[^1].Jobs).Name.Text);
        Assert.Equal(HttpStatusCode.NotFound, await PutAsync(changed, tag, "?path=/etc/passwd"));
        var versions = await _daemon.Web.GetFromJsonAsync<JsonElement>("/api/v1/config/versions", _daemon.Limit);
        using var version = await _daemon.Web.GetAsync($"/api/v1/config/versions/{versions[versions.GetArrayLength() - 1].GetProperty("id")}", _daemon.Limit);
        Assert.Equal((text, true), (await version.Content.ReadAsStringAsync(_daemon.Limit), version.Headers.CacheControl?.NoStore));
    }

    [Fact]
    public async Task What_is_wrong_and_what_would_change_is_told_and_nothing_is_written()
    {
        var text = File.ReadAllText(_daemon.ConfigurationPath);
        var problems = await PostAsync("check", "jobs: [{ type: snap }]");
        Assert.Contains(problems.EnumerateArray(), problem => problem.GetProperty("severity").GetString() == "error" && problem.GetProperty("line").GetInt32() == 1);
        var review = await PostAsync("review", text.Replace("jobs: []", $"jobs: {Job}", StringComparison.Ordinal));
        Assert.Equal(("new", "added"), (review.GetProperty("jobs")[0].GetProperty("job").GetString(), review.GetProperty("jobs")[0].GetProperty("change").GetString()));
        Assert.Equal(text, File.ReadAllText(_daemon.ConfigurationPath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/file")]
    public async Task A_file_that_is_gone_is_told(string route)
    {
        File.Delete(_daemon.ConfigurationPath);
        using var answer = await _daemon.Web.GetAsync("/api/v1/config" + route, _daemon.Limit);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains(_daemon.ConfigurationPath, await answer.Content.ReadAsStringAsync(_daemon.Limit), StringComparison.Ordinal);
    }

    private async Task<JsonElement> PostAsync(string route, string text)
    {
        using var answer = await _daemon.Web.PostAsJsonAsync($"/api/v1/config/{route}", new { text }, _daemon.Limit);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(_daemon.Limit)).Clone();
    }

    private async Task<HttpStatusCode> PutAsync(string text, string? tag, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/config/file" + query) { Content = new StringContent(text) };
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
        using var answer = await _daemon.Web.SendAsync(request, _daemon.Limit);
        return answer.StatusCode;
    }
}
