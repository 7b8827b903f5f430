using System.Runtime.CompilerServices;
using System.Text.Json;
using CsCheck;
using DeepOptDistill.Core;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Ensembles;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.ManagedTests.Data;

/// <summary>
/// Specialists: laws of joint inference, clusters and dustbins, and the values of SciPy and scikit-learn
/// (scripts/reference/specialists.py).
/// </summary>
public sealed class SpecialistTests
{
    private const int Classes = 7;
    private static readonly JsonElement Reference = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(Folder(), "specialists.json")))
        .RootElement;

    /// <summary>A generalist and up to three specialists of seven classes.</summary>
    private static readonly Gen<(double[] Generalist, (Specialty, double[])[] Specialists)> Committees = Gen.Select(
        Distribution(Classes),
        Fields.SelectMany(field => Distribution(field.Dustbin + 1).Select(said => (field, said))).Array[0, 3]
    );

    private static Gen<Specialty> Fields =>
        Gen.Int[0, Classes - 1].Array[1, Classes - 1].Select(special => new Specialty(special, Classes));

    [Fact]
    public void WithoutSpecialistsItIsTheGeneralist() =>
        Distribution(Classes).Holds(generalist => JointInference.Of(generalist, []).SequenceEqual(generalist));

    [Fact]
    public void SpecialistsThatSayTheSameChangeNothing() =>
        Gen.Select(Distribution(Classes), Fields.Array[1, 3])
            .Holds(both =>
            {
                var (generalist, fields) = both;
                var joint = JointInference.Of(generalist, [.. fields.Select(field => (field, Summed(generalist, field)))]);
                return joint.Zip(generalist).All(pair => Math.Abs(pair.First - pair.Second) < 1e-8);
            });

    [Fact]
    public void TheAnswerIsADistributionWhereNoLogitHelps() =>
        Committees.Holds(committee =>
        {
            var (generalist, specialists) = committee;
            var q = JointInference.Of(generalist, specialists);
            // Central differences of the divergence itself over logits, which know nothing of the gradient that was followed.
            var slopes = Enumerable.Range(0, Classes).Select(k => (At(q, k, 1e-4) - At(q, k, -1e-4)) / 2e-4);
            return Math.Abs(q.Sum() - 1) < 1e-8 && q.All(p => p >= 0) && slopes.All(slope => Math.Abs(slope) < 1e-6);
            double At(double[] of, int k, double step)
            {
                double[] moved = [.. of.Select((p, i) => i == k ? p * Math.Exp(step) : p)];
                return JointInference.Divergence([.. moved.Select(p => p / moved.Sum())], generalist, specialists);
            }
        });

    [Fact]
    public void TheGradientIsThatOfTheDivergence() =>
        Gen.Select(Committees, Distribution(Classes))
            .Holds(both =>
            {
                var ((generalist, specialists), q) = both;
                var slope = JointInference.Gradient(q, generalist, specialists);
                return Enumerable.Range(0, Classes).All(k => Math.Abs(slope[k] - ((At(k, 1e-5) - At(k, -1e-5)) / 2e-5)) < 1e-5);
                double At(int k, double step)
                {
                    double[] moved = [.. q.Select((p, i) => i == k ? p * Math.Exp(step) : p)];
                    return JointInference.Divergence([.. moved.Select(p => p / moved.Sum())], generalist, specialists);
                }
            });

    [Fact]
    public void TheAnswerIsSciPys()
    {
        foreach (var one in Reference.GetProperty("cases").EnumerateArray())
        {
            var generalist = Doubles(one.GetProperty("generalist"));
            List<(Specialty, double[])> specialists =
            [
                .. one.GetProperty("specialists")
                    .EnumerateArray()
                    .Select(m =>
                        (new Specialty([.. Doubles(m.GetProperty("special")).Select(c => (int)c)], Classes), Doubles(m.GetProperty("said")))
                    ),
            ];
            var q = JointInference.Of(generalist, specialists);
            Assert.All(q.Zip(Doubles(one.GetProperty("q"))), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
            Assert.Equal(one.GetProperty("divergence").GetDouble(), JointInference.Divergence(q, generalist, specialists), 1e-9);
        }
    }

    [Fact]
    public void WhatTheGeneralistExcludesASpecialistCanBringBack()
    {
        var q = JointInference.Of([1, 0, 0], [(new Specialty([1], 3), [1.0, 0.0])]);
        Assert.Equal([0.5, 0.5, 0], q.Select(p => Math.Round(p, 9)));
    }

    [Fact]
    public void OnlySpecialistsOfLikelyClassesAreActive()
    {
        List<Specialty> fields = [new([0, 1], 4), new([1, 2], 4), new([3], 4)];
        float[] generalist = [0.1f, 0.5f, 0.15f, 0.25f];
        Assert.Equal([0, 1], JointInference.Active(generalist, fields, 1));
        Assert.Equal([0, 1, 2], JointInference.Active(generalist, fields, 2));
    }

    [Fact]
    public void AnswersThatDoNotFitAreRefused() =>
        Assert.Throws<ArgumentException>(() => JointInference.Of([0.5, 0.5], [(new Specialty([0], 3), [0.5, 0.5])]));

    [Fact]
    public void ClustersPartitionTheClasses() =>
        Gen.Select(Gen.Double[-1, 1].Array[6].Array[6], Gen.Int[1, 6])
            .Holds(
                both =>
                {
                    var clusters = ClassClusters.Of(both.Item1, both.Item2, new Seed(1));
                    return clusters.Count == both.Item2 && clusters.SelectMany(c => c).Order().SequenceEqual(Enumerable.Range(0, 6));
                },
                50
            );

    [Fact]
    public void CovarianceAndClustersAreThoseOfNumPyAndScikitLearn()
    {
        var covariance = ClassClusters.Covariance([.. Doubles(Reference.GetProperty("predictions")).Select(p => (float)p)], Classes);
        var expected = Reference.GetProperty("covariance").EnumerateArray().Select(Doubles).ToList();
        for (var j = 0; j < Classes; j++)
            Assert.All(covariance[j].Zip(expected[j]), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
        foreach (var found in Reference.GetProperty("clusters").EnumerateObject())
        {
            var theirs = Doubles(found.Value.GetProperty("labels"))
                .Select((label, c) => (label, c))
                .GroupBy(one => one.label, one => one.c)
                .Select(g => string.Join(' ', g))
                .Order();
            var ours = ClassClusters
                .Of(covariance, int.Parse(found.Name, System.Globalization.CultureInfo.InvariantCulture), new Seed(3))
                .Select(g => string.Join(' ', g))
                .Order();
            Assert.Equal(theirs, ours);
        }
    }

    [Fact]
    public void MoreClustersThanClassesAreRefused() =>
        Assert.Throws<ArgumentException>(() =>
            ClassClusters.Of(
                [
                    [1, 0],
                    [0, 1],
                ],
                3,
                new Seed(1)
            )
        );

    [Fact]
    public void HalfOfTheImagesAreSpecialAndNoneIsLeftOut()
    {
        var images = Samples.Images(400, new SampleShape(1, 2, 2));
        var field = new Specialty([8, 2, 2], 10);
        var sample = field.Sample(images, new Seed(4));
        Assert.Equal([2, 8], field.Special);
        Assert.Equal(["c2", "c8", "all others"], sample.Classes);
        Assert.Equal(sample.Count, 2 * sample.Labels.Count(label => label == field.Dustbin));
        string[] Shown(SampleSet set, Func<int, bool> which) =>
            [.. Enumerable.Range(0, set.Count).Where(which).Select(i => Convert.ToHexString(set.Image(i))).Order()];
        // Others once each; special ones as often as it takes, each within one of any other.
        Assert.Equal(Shown(images, i => images.Labels[i] is not (2 or 8)), Shown(sample, i => sample.Labels[i] == field.Dustbin));
        var special = Shown(sample, i => sample.Labels[i] != field.Dustbin).CountBy(image => image).ToList();
        Assert.Equal(images.Labels.Count(label => label is 2 or 8), special.Count);
        Assert.InRange(special.Max(s => s.Value) - special.Min(s => s.Value), 0, 1);
    }

    [Fact]
    public void LabelsKeepTheirImages()
    {
        var images = Samples.Images(60, new SampleShape(1, 2, 2));
        var field = new Specialty([0, 7], 10);
        var seen = field.Relabel(images);
        Assert.Same(images.Bytes, seen.Bytes);
        Assert.Equal(
            images.Labels.Select(label =>
                label switch
                {
                    0 => 0,
                    7 => 1,
                    _ => 2,
                }
            ),
            seen.Labels.Select(label => (int)label)
        );
        Assert.Equal(
            [
                [0],
                [7],
                [1, 2, 3, 4, 5, 6, 8, 9],
            ],
            field.Groups
        );
    }

    [Fact]
    public void ACorrectedSpecialistIsThatOfTheTrueShares()
    {
        // 30 images of the special class, 90 others. Two kinds of images: one is special in a third of all cases, the other never.
        var images = new SampleSet(
            "s",
            new SampleShape(1, 1, 1),
            new byte[120],
            [.. Enumerable.Repeat((byte)0, 30), .. Enumerable.Repeat((byte)1, 90)],
            ["special", "other"]
        );
        var field = new Specialty([0], 2);
        // Shown half and half, the first kind is special with odds 30 / 30 · (90 / 60); truly with 30 / 60.
        var corrected = field.Corrected([(float)Math.Log(30.0 / 30), (float)Math.Log(60.0 / 90)], field.DustbinShift(images));
        Assert.Equal(Math.Log(30.0 / 60), corrected[0] - corrected[1], 1e-6);
    }

    [Theory]
    [InlineData]
    [InlineData(0, 1, 2)]
    [InlineData(3)]
    [InlineData(-1)]
    public void FieldsHoldSomeClassesButNotAll(params int[] special) => Assert.Throws<ArgumentException>(() => new Specialty(special, 3));

    [Fact]
    public void ASetWithoutSpecialImagesIsRefused() =>
        Assert.Throws<ArgumentException>(() => new Specialty([3], 4).Sample(Samples.Images(10, new SampleShape(1, 1, 1), 2), new Seed(1)));

    private static Gen<double[]> Distribution(int size) =>
        Gen.Double[-4, 4]
            .Array[size]
            .Select(logits =>
            {
                var sum = logits.Sum(Math.Exp);
                return logits.Select(z => Math.Exp(z) / sum).ToArray();
            });

    private static double[] Summed(double[] p, Specialty field) => [.. field.Groups.Select(group => group.Sum(c => p[c]))];

    private static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];

    private static string Folder([CallerFilePath] string test = "") => Path.GetDirectoryName(test)!;
}
