// The functions that completion offers: name, what it takes, what it gives. DuckDB has more, and all of them may be used.

export const FUNCTIONS = `
count(*)|rows
count(x)|values that are not NULL
sum(x)|sum
avg(x)|mean
min(x)|least
max(x)|greatest
median(x)|middle value
mode(x)|most frequent value
quantile_cont(x, q)|interpolated quantile
quantile_disc(x, q)|quantile that is a value
approx_count_distinct(x)|about how many different values
approx_quantile(x, q)|about the quantile
stddev_samp(x)|standard deviation of a sample
stddev_pop(x)|standard deviation
var_samp(x)|variance of a sample
var_pop(x)|variance
corr(y, x)|correlation
regr_slope(y, x)|slope of the fitted line
regr_intercept(y, x)|its value at zero
arg_max(x, by)|x where by is greatest
arg_min(x, by)|x where by is least
first(x)|first value
last(x)|last value
any_value(x)|a value that is not NULL
list(x)|all values as a list
string_agg(x, separator)|values joined to one text
bool_and(x)|whether all are true
bool_or(x)|whether any is true
histogram(x)|values and how often each comes
count_if(condition)|rows that meet it
row_number()|number of the row within its window
rank()|rank with gaps
dense_rank()|rank without gaps
ntile(n)|which of n parts the row is in
lag(x, n)|x of n rows before
lead(x, n)|x of n rows after
first_value(x)|x of the window's first row
last_value(x)|x of the window's last row
nth_value(x, n)|x of the window's n-th row
percent_rank()|rank from 0 to 1
abs(x)|magnitude
round(x, digits)|rounded
floor(x)|next whole number below
ceil(x)|next whole number above
sqrt(x)|square root
power(x, y)|x to the y
exp(x)|e to the x
ln(x)|natural logarithm
log10(x)|decimal logarithm
sign(x)|-1, 0 or 1
greatest(a, b)|greatest of its values
least(a, b)|least of its values
pi()|3.14159…
radians(x)|degrees to radians
degrees(x)|radians to degrees
sin(x)|sine
cos(x)|cosine
tan(x)|tangent
atan2(y, x)|angle of a point
random()|number from 0 up to 1
isnan(x)|whether it is no number
isfinite(x)|whether it is finite
coalesce(a, b)|first that is not NULL
nullif(a, b)|NULL where both are equal
ifnull(a, b)|b where a is NULL
if(condition, a, b)|a where it holds, else b
date_trunc('hour', t)|start of the hour, day, month, …
time_bucket(INTERVAL '5 minutes', t)|start of the bucket
date_part('hour', t)|part of a time
date_diff('minute', a, b)|boundaries between two times
date_add(t, INTERVAL '1 day')|later
age(a, b)|interval between two times
strftime(t, '%Y-%m-%d %H:%M')|time as text
strptime(text, '%Y-%m-%d')|text as time
epoch(t)|seconds since 1970
epoch_ms(t)|milliseconds since 1970
to_timestamp(seconds)|time of seconds since 1970
make_date(y, m, d)|date of its parts
now()|time of the query
today()|date of the query
dayname(t)|Monday, …
dayofweek(t)|0 is Sunday
hour(t)|0 to 23
minute(t)|0 to 59
day(t)|1 to 31
month(t)|1 to 12
year(t)|year
week(t)|ISO week
timezone('Europe/Stockholm', t)|time in a zone
length(text)|characters
lower(text)|small letters
upper(text)|capital letters
trim(text)|without spaces at the ends
left(text, n)|first n characters
right(text, n)|last n characters
substring(text, from, n)|n characters
concat(a, b)|texts joined
concat_ws(separator, a, b)|joined with a separator
replace(text, from, to)|with every from replaced
split_part(text, separator, n)|n-th part
string_split(text, separator)|parts as a list
contains(text, part)|whether it is in
starts_with(text, part)|whether it begins so
ends_with(text, part)|whether it ends so
position(part IN text)|where it is
regexp_matches(text, pattern)|whether the pattern is found
regexp_replace(text, pattern, to, 'g')|with matches replaced
regexp_extract(text, pattern, group)|what a group matches
lpad(text, n, fill)|filled from the left
rpad(text, n, fill)|filled from the right
format('{} {}', a, b)|values in a text
printf('%.2f', x)|values in a text, as C
decode(blob)|bytes as text
encode(text)|text as bytes
hex(x)|hexadecimal digits
md5(text)|hash
sha256(text)|hash
json_extract(json, '$.a')|part of JSON
json_extract_string(json, '$.a')|part of JSON as text
to_json(x)|value as JSON
struct_extract(s, 'field')|field of a struct
list_value(a, b)|list
len(list)|how many are in it
list_contains(list, x)|whether it is in
list_sort(list)|in order
list_distinct(list)|without repeats
array_to_string(list, ', ')|joined to one text
unnest(list)|a row for each
range(from, to, step)|numbers, as list or table
generate_series(from, to, step)|numbers up to the last
typeof(x)|type
hash(x)|number of 64 bits
`.trim().split("\n").map(line => {
  const [call, what] = line.split("|");
  return { call, what, name: call.slice(0, call.indexOf("(")) };
});
